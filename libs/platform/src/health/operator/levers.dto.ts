import { ApiProperty } from '@nestjs/swagger';
import { type LeverName, leverNames, type LeverPull } from '@secureconnect/contracts';
import { redisKinds } from '@secureconnect/resilience';
import { IsIn, IsInt, IsString, IsUUID, Length, Max, Min, ValidateIf } from 'class-validator';
import { longestHoldMinutes } from './levers.service';

/** Null is no way of not saying it. */
const isSaid = (_pull: object, value: unknown): boolean => value !== undefined;

/** A lever, as an operator chooses it. */
export class LeverDto implements LeverPull {
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

/** A lever, and who pulls it. */
export class PullLeverDto extends LeverDto {
  @ApiProperty({ required: false, description: 'Whom is meant; whoever answers unless said' })
  @ValidateIf(isSaid)
  @IsUUID()
  instance?: string;

  @ApiProperty({ description: 'Who pulls it' })
  @IsString()
  @Length(1, 80)
  operator: string;
}

/** What came of it, in words. */
export class PulledDto {
  @ApiProperty()
  outcome: string;
}
