import { ProblemError } from '@secureconnect/platform';

/** PostgreSQL is not there to take the job; it never runs. */
export class EnqueueUnavailableError extends ProblemError {
  override readonly name = 'EnqueueUnavailableError';
  readonly code = 'database_unavailable';

  constructor(message = 'The database is not there to take the job; it never runs.', options?: ErrorOptions) {
    super(message, options);
  }
}
