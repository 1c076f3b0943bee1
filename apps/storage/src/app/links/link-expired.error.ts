import { ProblemError } from '@secureconnect/platform';

/** The link was good, and is no longer. */
export class LinkExpiredError extends ProblemError {
  readonly code = 'link_expired';
}
