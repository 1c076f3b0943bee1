import { ApiProperty } from '@nestjs/swagger';
import { type Overview, type QueueView } from './queue-overview.service';

/** One queue. */
export class QueueDto {
  @ApiProperty()
  name: string;

  @ApiProperty({ type: 'integer', description: 'Jobs that a worker may take' })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Jobs that are due later, or stand behind another' })
  delayed: number;

  @ApiProperty({ type: 'integer' })
  running: number;

  @ApiProperty({ type: 'integer', description: 'Dead letters' })
  dead: number;

  @ApiProperty({ type: 'integer', description: 'Places of this instance whose handler does not end' })
  stuck: number;

  @ApiProperty({ description: 'How long the first of those that wait might have run' })
  oldest_waiting_seconds: number;

  static of({ oldestWaitingMs, stuckSince: _since, ...counts }: QueueView): QueueDto {
    return { ...counts, oldest_waiting_seconds: Math.round(oldestWaitingMs) / 1_000 };
  }
}

/** All queues of a service. */
export class QueuesDto {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'null: nothing is known yet',
  })
  as_of: string | null;

  @ApiProperty({ description: 'false: PostgreSQL does not answer, and this is what was last known' })
  is_current: boolean;

  @ApiProperty({ type: [QueueDto] })
  queues: QueueDto[];

  static of({ asOf, isCurrent, queues }: Overview): QueuesDto {
    return {
      as_of: asOf?.toISOString() ?? null,
      is_current: isCurrent,
      queues: queues.map((queue) => QueueDto.of(queue)),
    };
  }
}
