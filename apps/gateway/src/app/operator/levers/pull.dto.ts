import { ApiProperty } from '@nestjs/swagger';
import {
  type LeverName,
  leverNames,
  type LeverPull,
  type ServiceName,
  serviceNames,
} from '@secureconnect/contracts';
import { longestHoldMinutes } from '@secureconnect/platform';
import { redisKinds } from '@secureconnect/resilience';
import { IsIn, IsInt, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';

/** Null is no way of not saying it. */
const isSaid = (_pull: object, value: unknown): boolean => value !== undefined;

/** A lever, and where it is pulled. */
export class PullDto implements LeverPull {
  @ApiProperty({ enum: serviceNames })
  @IsIn(serviceNames)
  service: ServiceName;

  @ApiProperty({ required: false, description: 'One instance; all of the service unless said' })
  @ValidateIf(isSaid)
  @IsString()
  @MaxLength(200)
  origin?: string;

  @ApiProperty({ enum: leverNames })
  @IsIn(leverNames)
  lever: LeverName;

  @ApiProperty({ required: false, enum: redisKinds, description: 'Whose breaker; all unless said' })
  @ValidateIf(isSaid)
  @IsIn(redisKinds)
  kind?: string;

  @ApiProperty({ required: false, minimum: 1, maximum: longestHoldMinutes, default: 15 })
  @ValidateIf(isSaid)
  @IsInt()
  @Min(1)
  @Max(longestHoldMinutes)
  minutes?: number;
}
