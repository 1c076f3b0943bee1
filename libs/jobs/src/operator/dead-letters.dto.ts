import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Page } from '@secureconnect/contracts';
import { PageQuery } from '@secureconnect/platform';
import { IsOptional, Matches, MaxLength } from 'class-validator';
import { type DeadLetter } from '../table/dead-table';
import { type DeadReason } from '../table/job-row';
import { printable } from './printable';

/** Which dead letters. */
export class DeadLettersQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'Of this queue alone.' })
  @IsOptional()
  @Matches(printable)
  @MaxLength(100)
  queue?: string;
}

/** One dead letter. */
export class DeadLetterDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  queue: string;

  @ApiProperty({ enum: ['failed', 'invalid_payload', 'fate_unknown'] })
  reason: DeadReason;

  @ApiProperty({ type: String, nullable: true })
  error: string | null;

  @ApiProperty({ description: 'JSON, if it was ever readable' })
  payload: string;

  @ApiProperty({ type: 'integer', description: 'Runs there were' })
  attempts: number;

  @ApiProperty({ type: String, format: 'date-time' })
  enqueued_at: string;

  @ApiProperty({ type: String, format: 'date-time' })
  died_at: string;

  static of({ name, attempt, enqueuedAt, diedAt, ...letter }: DeadLetter): DeadLetterDto {
    const times = { enqueued_at: enqueuedAt.toISOString(), died_at: diedAt.toISOString() };
    return { ...letter, queue: name, attempts: attempt, ...times };
  }
}

/** A page of dead letters. */
export class DeadLettersDto {
  @ApiProperty({ type: [DeadLetterDto] })
  items: DeadLetterDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;

  static of({ items, next_cursor }: Page<DeadLetter>): DeadLettersDto {
    return { items: items.map((letter) => DeadLetterDto.of(letter)), next_cursor };
  }
}
