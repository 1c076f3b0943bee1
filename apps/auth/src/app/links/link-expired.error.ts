import { ProblemError } from '@secureconnect/platform';

/** A link that counts no more, or never did: nobody is told which. */
export class LinkExpiredError extends ProblemError {
  readonly code = 'link_expired';
}
