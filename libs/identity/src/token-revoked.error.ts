import { ProblemError } from '@secureconnect/platform';

/** The access token is genuine, and it, its session or all of its account were revoked. */
export class TokenRevokedError extends ProblemError {
  readonly code = 'token_revoked';
}
