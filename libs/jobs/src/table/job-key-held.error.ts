import { ProblemError } from '@secureconnect/platform';

/** Another transaction holds a key of the job, and was waited for as long as there was time. */
export class JobKeyHeldError extends ProblemError {
  override readonly name = 'JobKeyHeldError';
  readonly code = 'database_timeout';
}
