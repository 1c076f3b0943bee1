/** Whom a limit is counted by: the client's network, who is signed in, or the key a program shows. */
export type LimitedBy = 'address' | 'user' | 'api_key';

/** A limit: over any time t no more than burst + t / period * limit are admitted. */
export interface RatePolicy {
  /** Stable; it stands in keys, metrics, headers and settings. */
  readonly name: string;
  readonly by: LimitedBy;
  readonly limit: number;
  readonly periodMs: number;
  /** How many may come at once after a rest; at least 1. */
  readonly burst: number;
  /** Decides and counts, and refuses nobody. */
  readonly isShadow?: boolean;
}
