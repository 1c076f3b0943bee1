import { ApiProperty } from '@nestjs/swagger';
import { type ServiceName, serviceNames } from '@secureconnect/contracts';
import { LeverDto } from '@secureconnect/platform';
import { IsIn, IsString, MaxLength, ValidateIf } from 'class-validator';

/** A lever, and where it is pulled. */
export class PullDto extends LeverDto {
  @ApiProperty({ enum: serviceNames })
  @IsIn(serviceNames)
  service: ServiceName;

  @ApiProperty({ required: false, description: 'One instance; all of the service unless said' })
  // Null is no way of not saying it.
  @ValidateIf((_pull, value: unknown) => value !== undefined)
  @IsString()
  @MaxLength(200)
  origin?: string;
}
