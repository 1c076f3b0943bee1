import { ProblemError } from '@secureconnect/platform';

/** This was asked for too often; it may be asked again later. */
export class RateLimitedError extends ProblemError {
  readonly code = 'rate_limited';
  override readonly retryAfterSeconds: number;

  constructor(waitMs: number) {
    super('');
    this.retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  }
}
