import { ApiProperty } from '@nestjs/swagger';
import { Matches, MaxLength, MinLength } from 'class-validator';
import { printable } from './printable';

/** Whose dead letters are to live again. */
export class ReplayAllDto {
  @ApiProperty({ maxLength: 100 })
  @Matches(printable)
  @MinLength(1)
  @MaxLength(100)
  queue: string;
}

/** How many do. */
export class ReplayedDto {
  @ApiProperty({ type: 'integer' })
  replayed: number;
}
