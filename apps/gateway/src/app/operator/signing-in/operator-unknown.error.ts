import { ProblemError } from '@secureconnect/platform';

/** Nobody is signed in on the page, or nobody any more. */
export class OperatorUnknownError extends ProblemError {
  readonly code = 'not_authenticated';
}
