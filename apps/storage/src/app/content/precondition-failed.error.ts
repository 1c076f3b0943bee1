import { ProblemError } from '@secureconnect/platform';

/** The content is not what the request demands it to be. */
export class PreconditionFailedError extends ProblemError {
  readonly code = 'precondition_failed';
}
