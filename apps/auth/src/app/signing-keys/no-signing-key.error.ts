import { ProblemError } from '@secureconnect/platform';

/** There is no key to sign with, or none to publish, yet. */
export class NoSigningKeyError extends ProblemError {
  readonly code = 'not_ready';
}
