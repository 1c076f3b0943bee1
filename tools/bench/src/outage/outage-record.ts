/** How a call ended: rightly, wrongly, with an error, or not at all while somebody watched. */
export type Ending = 'right' | 'wrong' | 'failed' | 'unsettled';

/** One call, in milliseconds since 1970, so that it can be held against what another process did to Redis. */
export interface CallRecord {
  readonly begun: number;
  readonly tookMs: number;
  readonly ending: Ending;
  readonly fromRedis: boolean;
}

/** All that one subject did. */
export interface OutageRecord {
  readonly calls: readonly CallRecord[];
  /** Errors nobody caught; each would have ended a process by default. */
  readonly uncaught: number;
}

/** Milliseconds since 1970, finer than a whole one. */
export const wallClock = (): number => performance.timeOrigin + performance.now();
