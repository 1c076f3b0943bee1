/** Decides from outcomes alone whether a breaker should open. */
export interface BreakerStrategy {
  success(durationMs: number): boolean;
  failure(now: number): boolean;
  /** Whether an answer that took this long is as bad as none. */
  isSlow?(durationMs: number): boolean;
  /** Forgets everything, as when the breaker closes. */
  reset(): void;
}
