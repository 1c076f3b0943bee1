import { ProblemError } from '@secureconnect/platform';

/** A token was sent in the address, where logs and histories keep it. */
export class TokenInAddressError extends ProblemError {
  readonly code = 'token_in_url';
}
