import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

/** Whose dead letters are to live again. */
export class ReplayAllDto {
  @ApiProperty({ maxLength: 100 })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  queue: string;
}

/** How many do. */
export class ReplayedDto {
  @ApiProperty({ type: 'integer' })
  replayed: number;
}
