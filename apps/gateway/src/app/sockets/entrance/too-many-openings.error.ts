import { ProblemError } from '@secureconnect/platform';

/** Sockets are opened from this address too often. */
export class TooManyOpeningsError extends ProblemError {
  readonly code = 'rate_limited';

  constructor(override readonly retryAfterSeconds: number) {
    super('');
  }
}
