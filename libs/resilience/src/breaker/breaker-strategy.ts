/** Decides from outcomes alone whether a breaker should open. */
export interface BreakerStrategy {
  success(durationMs: number, now: number): boolean;
  failure(now: number): boolean;
  /** Forgets everything, as when the breaker closes. */
  reset(): void;
}
