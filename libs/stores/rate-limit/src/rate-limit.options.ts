/** What may be said about rate limits. */
export interface RateLimitOptions {
  /** So many subjects are remembered in memory, at about 100 bytes each and their names. */
  readonly maxSubjects: number;
  /** Stands before every key in Redis and names the channel in PostgreSQL: who shares it shares the limits. */
  readonly name: string;
}

/** What holds unless a service says otherwise. */
export const defaultRateLimitOptions: RateLimitOptions = { maxSubjects: 100_000, name: 'rate-limit' };
