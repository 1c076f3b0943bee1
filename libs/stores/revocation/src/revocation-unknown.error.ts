import { ProblemError } from '@secureconnect/platform';

/** Nobody with authority can say whether a token was revoked, so it is not accepted. */
export class RevocationUnknownError extends ProblemError {
  override readonly name = 'RevocationUnknownError';
  readonly code = 'revocation_unknown';
  override readonly retryAfterSeconds = 1;
}
