import { ProblemError } from '@secureconnect/platform';

/** This address or this account has as many sockets open as it may have. */
export class TooManySocketsError extends ProblemError {
  readonly code = 'too_many_sockets';
  override readonly retryAfterSeconds = 10;
}
