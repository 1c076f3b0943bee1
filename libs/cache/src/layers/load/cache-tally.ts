/** What a cache did so far. */
export class CacheTally {
  memoryHits = 0;
  memoryMisses = 0;
  memorySets = 0;
  redisHits = 0;
  redisMisses = 0;
  redisAway = 0;
  redisSets = 0;
  loads = 0;
  loadFailures = 0;
  joined = 0;
  waitedForOther = 0;
  earlyRefreshes = 0;
  staleServed = 0;
  graceServed = 0;
  deadlinesMissed = 0;
  invalidations = 0;
}
