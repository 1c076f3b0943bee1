/** Hears how long each loader took, whatever came of it. */
export type LoadObserver = (outcome: 'done' | 'failed', durationMs: number) => void;

/** What a cache did so far. */
export class CacheTally {
  memoryHits = 0;
  memoryMisses = 0;
  redisHits = 0;
  redisMisses = 0;
  redisAway = 0;
  /** Texts in Redis that no entry could be made of. */
  unreadable = 0;
  redisSets = 0;
  edgeMisses = 0;
  loads = 0;
  loadFailures = 0;
  joined = 0;
  waitedForOther = 0;
  earlyRefreshes = 0;
  /** Stale values served while they were loaded anew ... */
  staleServed = 0;
  /** ... and those whose loader had failed. */
  graceServed = 0;
  deadlinesMissed = 0;
  invalidations = 0;
  backgroundFailures = 0;
  /** Told of every loader. */
  onLoad: LoadObserver = () => undefined;
}
