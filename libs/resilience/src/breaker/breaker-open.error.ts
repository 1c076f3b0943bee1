/** The breaker is open: the call was not made. */
export class BreakerOpenError extends Error {
  readonly code = 'breaker_open';

  constructor(
    readonly breaker: string,
    readonly retryAfterMs: number,
  ) {
    super(`${breaker} is not called for now: its breaker is open`);
    this.name = 'BreakerOpenError';
  }
}
