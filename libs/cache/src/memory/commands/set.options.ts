/** In what a SET may differ from the plain one. */
export interface SetOptions {
  /** Milliseconds to live, Infinity for ever. */
  readonly ttl?: number;
  /** Leaves the key the time it had. */
  readonly keepTtl?: boolean;
  /** Only where there is no such key (NX), or only where there is one (XX). */
  readonly condition?: 'NX' | 'XX';
  /** Answers with the value before, or null, instead of with OK. */
  readonly get?: boolean;
}
