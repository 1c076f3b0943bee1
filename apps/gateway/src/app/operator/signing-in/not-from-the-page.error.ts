import { ProblemError } from '@secureconnect/platform';

/** A request that is for the page alone, and does not come from it. */
export class NotFromThePageError extends ProblemError {
  readonly code = 'not_allowed';
  override readonly message = 'This is for the page at /operator, which says so in X-Operator-Page.';
}
