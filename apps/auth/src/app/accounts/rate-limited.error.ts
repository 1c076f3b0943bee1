import { ProblemError } from '@secureconnect/platform';

/** This was asked for too often; it may be asked again later. */
export class RateLimitedError extends ProblemError {
  readonly code = 'rate_limited';
  override readonly retryAfterSeconds: number;
  override readonly headers: Readonly<Record<string, string>>;

  /** `most`: how often it may be asked in its time. */
  constructor(waitMs: number, most: number, message = '') {
    super(message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
    this.headers = {
      'ratelimit-limit': String(most),
      ...{ 'ratelimit-remaining': '0', 'ratelimit-reset': String(this.retryAfterSeconds) },
    };
  }
}
