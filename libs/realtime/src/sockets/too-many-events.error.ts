import { ProblemError } from '@secureconnect/platform';

/** An account sends more events than it may. */
export class TooManyEventsError extends ProblemError {
  readonly code = 'rate_limited';
  override readonly details: { readonly retry_after_ms: number };

  constructor(retryAfterMs: number) {
    super('');
    this.details = { retry_after_ms: Math.ceil(retryAfterMs) };
  }
}
