/** The places a store can be served from, best first. */
export type TierName = 'redis' | 'postgres' | 'memory';

/** One place a store is served from, for the table of policies. */
export interface Tier {
  readonly name: TierName;
  /** Which weaker promise it keeps, in one line. */
  readonly guarantee: string;
}
