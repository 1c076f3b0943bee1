/** Where a cache manager is served from. */
export type CacheProvider = 'redis' | 'memory';

/** How a cache manager is. */
export interface CacheHealthStatus {
  readonly provider: CacheProvider;
  /** Redis may be relied on; memory always may. */
  readonly isHealthy: boolean;
  /** When Redis was looked at last, in ms since the epoch. */
  readonly lastCheck: number;
  /** How often in a row it did not answer well. */
  readonly consecutiveFailures: number;
  /** Milliseconds its last answer took; null: there was none yet. */
  readonly responseTime: number | null;
  /** Why Redis is not relied on; null while it is. */
  readonly lastError: string | null;
}
