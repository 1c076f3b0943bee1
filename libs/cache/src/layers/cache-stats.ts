import { type CacheLayers } from './cache-layers';
import { type EdgeStats } from './edge/edge-purges';

/** What a cache did so far, and what it holds. */
export interface CacheStats {
  readonly l1: {
    readonly hits: number;
    readonly misses: number;
    readonly entries: number;
    readonly bytes: number;
    readonly evictions: number;
  };
  readonly l2: {
    readonly hits: number;
    readonly misses: number;
    readonly sets: number;
    /** Asked while Redis was away. */
    readonly unanswered: number;
  };
  readonly l3: EdgeStats;
  readonly loads: {
    readonly done: number;
    readonly failed: number;
    readonly underWay: number;
    /** Who waited for the loader of another on this instance. */
    readonly joined: number;
    /** Loads that waited for another instance. */
    readonly waitedForOther: number;
    readonly early: number;
    readonly deadlinesMissed: number;
  };
  /** Answers older than their time, and those of them whose loader had failed. */
  readonly stale: { readonly served: number; readonly graced: number };
  readonly invalidations: number;
}

/** The statistics of all layers. */
export function statsOf({ tally, memory, edge, reader }: CacheLayers): CacheStats {
  const { loads, loadFailures, joined, waitedForOther, earlyRefreshes, deadlinesMissed } = tally;
  return {
    l1: { hits: tally.memoryHits, misses: tally.memoryMisses, ...memory.stats },
    l2: {
      hits: tally.redisHits,
      misses: tally.redisMisses,
      sets: tally.redisSets,
      unanswered: tally.redisAway,
    },
    l3: edge.stats,
    loads: {
      done: loads,
      failed: loadFailures,
      underWay: reader.size,
      joined,
      waitedForOther,
      early: earlyRefreshes,
      deadlinesMissed,
    },
    stale: { served: tally.staleServed, graced: tally.graceServed },
    invalidations: tally.invalidations,
  };
}
