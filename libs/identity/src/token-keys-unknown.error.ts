import { ProblemError } from '@secureconnect/platform';

/** The keys of auth could not be asked for, so nobody can say whether a token is genuine. */
export class TokenKeysUnknownError extends ProblemError {
  readonly code = 'not_ready';
  override readonly message = 'Nobody can say right now whether this token is genuine. Ask again shortly.';
}
