import { ProblemError } from '@secureconnect/platform';

/** The access token was genuine and its time is over. */
export class TokenExpiredError extends ProblemError {
  readonly code = 'token_expired';
}
