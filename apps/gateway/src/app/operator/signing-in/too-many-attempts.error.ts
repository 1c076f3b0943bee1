import { ProblemError } from '@secureconnect/platform';

/** An address has tried too many tokens. */
export class TooManyAttemptsError extends ProblemError {
  readonly code = 'rate_limited';

  constructor(override readonly retryAfterSeconds: number) {
    super('Too many attempts to sign in from this address. Wait and try again.');
  }
}
