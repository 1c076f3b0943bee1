/** One value as the layers hold it. */
export interface CacheEntry {
  /** The value, encoded. */
  readonly payload: string;
  readonly tags: readonly string[];
  /** What was known of invalidations when its loading began: a later one of its key or tags makes it void. */
  readonly asOf: number;
  /** How long it may be served after its time, in ms. */
  readonly graceMs: number;
  /** How long its loader took. */
  readonly loadMs: number;
}

/** An entry that was found somewhere. */
export interface FoundEntry {
  readonly entry: CacheEntry;
  /** Milliseconds for which it is still fresh; not above 0: in its grace period. */
  readonly freshMs: number;
}
