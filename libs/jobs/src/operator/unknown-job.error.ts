import { ProblemError } from '@secureconnect/platform';

/** There is no such job, or not where it was looked for. */
export class UnknownJobError extends ProblemError {
  readonly code = 'not_found';
}
