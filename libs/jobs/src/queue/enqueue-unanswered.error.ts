import { classifyDatabaseError, ProblemError } from '@secureconnect/platform';
import { QueryFailedError } from 'typeorm';

/**
 * PostgreSQL was asked to take the job and gave no answer: it hardly ever runs, but nobody can say that it never does.
 * `jobId` is what to find or cancel once PostgreSQL answers again.
 */
export class EnqueueUnansweredError extends ProblemError {
  override readonly name = 'EnqueueUnansweredError';
  readonly code: 'database_timeout' | 'database_unavailable';

  constructor(
    readonly jobId: string,
    options?: ErrorOptions,
  ) {
    super(`PostgreSQL has not answered whether it took the job ${jobId}.`, options);
    const isAway = classifyDatabaseError(options?.cause) === 'unavailable';
    this.code = isAway ? 'database_unavailable' : 'database_timeout';
  }
}

/** Whether a statement went out and nothing came back; what PostgreSQL itself says of it is an answer. */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  classifyDatabaseError(error) !== undefined &&
  !('severity' in error.driverError);
