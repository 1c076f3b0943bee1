import { type CacheLayers } from './cache-layers';
import { type EdgeStats } from './edge/edge-purges';
import { type RelayStats } from './invalidation/relay-outbox';

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
    /** Texts that no entry could be made of, and that were taken for absent. */
    readonly unreadable: number;
  };
  /** Its hits are its own affair: what it answers is not seen here. */
  readonly l3: EdgeStats & {
    /** Requests it could have answered, and that reached the service. */
    readonly misses: number;
  };
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
  /** What went over the second road, in marks. */
  readonly relay: RelayStats;
  /** All that others have invalidated is known here. */
  readonly isCurrent: boolean;
  /** Failed by no fault of Redis where nobody waited for it. */
  readonly backgroundFailures: number;
}

/** The statistics of all layers. */
export function statsOf(layers: CacheLayers): CacheStats {
  const { tally, memory, edge, feed, relay } = layers;
  return {
    l1: { hits: tally.memoryHits, misses: tally.memoryMisses, ...memory.stats },
    l2: {
      hits: tally.redisHits,
      misses: tally.redisMisses,
      sets: tally.redisSets,
      unanswered: tally.redisAway,
      unreadable: tally.unreadable,
    },
    l3: { ...edge.stats, misses: tally.edgeMisses },
    loads: loadsOf(layers),
    stale: { served: tally.staleServed + tally.graceServed, graced: tally.graceServed },
    invalidations: tally.invalidations,
    relay: relay.stats,
    isCurrent: feed.isCurrent,
    backgroundFailures: tally.backgroundFailures,
  };
}

function loadsOf({ tally, reader }: CacheLayers): CacheStats['loads'] {
  const { loads, loadFailures, joined, waitedForOther, earlyRefreshes, deadlinesMissed } = tally;
  return {
    done: loads,
    failed: loadFailures,
    underWay: reader.size,
    joined,
    waitedForOther,
    early: earlyRefreshes,
    deadlinesMissed,
  };
}
