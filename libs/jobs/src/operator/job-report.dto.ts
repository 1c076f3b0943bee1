import { ApiProperty } from '@nestjs/swagger';
import { type CancelOutcome } from '../table/job-cancels';
import { type JobReport, type JobState } from '../table/job-reports';

/** What is known of one job. */
export class JobReportDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  queue: string;

  @ApiProperty({ enum: ['waiting', 'delayed', 'running', 'dead'] })
  state: JobState;

  @ApiProperty({ type: 'integer' })
  priority: number;

  @ApiProperty({ type: 'integer', description: 'Runs so far, the running one included' })
  attempt: number;

  @ApiProperty({ type: String, format: 'date-time' })
  enqueued_at: string;

  @ApiProperty({ type: String, format: 'date-time' })
  due_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  started_at: string | null;

  @ApiProperty({ nullable: true, description: 'What its handler last said of it' } as never)
  progress: unknown;

  @ApiProperty({ type: String, nullable: true })
  last_error: string | null;

  @ApiProperty({ description: 'It was told to end' })
  is_cancelling: boolean;

  static of({ id, name, state, priority, attempt, progress, ...report }: JobReport): JobReportDto {
    return {
      ...{ id, queue: name, state, priority, attempt, progress },
      enqueued_at: report.enqueuedAt.toISOString(),
      due_at: report.dueAt.toISOString(),
      started_at: report.startedAt?.toISOString() ?? null,
      last_error: report.lastError,
      is_cancelling: report.isCancelling,
    };
  }
}

/** What became of the wish to end a job. */
export class CancelledDto {
  @ApiProperty({ enum: ['cancelled', 'cancelling'], description: 'cancelling: it runs, and was told to end' })
  outcome: Exclude<CancelOutcome, 'absent'>;
}
