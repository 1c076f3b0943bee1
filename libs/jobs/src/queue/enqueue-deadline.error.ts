import { ProblemError } from '@secureconnect/platform';

/** PostgreSQL did not take the job in time; it never runs. */
export class EnqueueDeadlineError extends ProblemError {
  override readonly name = 'EnqueueDeadlineError';
  readonly code = 'database_timeout';

  constructor(message = 'The database did not take the job in time; it never runs.', options?: ErrorOptions) {
    super(message, options);
  }
}
