import { ProblemError } from '@secureconnect/platform';

/** A refresh token that is not, or not any more, the current one of a session: nobody is told which. */
export class InvalidRefreshTokenError extends ProblemError {
  readonly code = 'invalid_refresh_token';
}
