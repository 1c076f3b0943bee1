/** The places a store can be served from, best first. */
export type TierName = 'redis' | 'postgres' | 'memory';

/** One place a store is served from. */
export interface Tier<P> {
  readonly name: TierName;
  readonly store: P;
  /** Which weaker promise it keeps, in one line, for the table of policies. */
  readonly guarantee: string;
}
