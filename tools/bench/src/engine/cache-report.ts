/** Whose cache is measured: ours, then its peers, the one that bars are about first. */
export const cacheNames = ['ours', 'lru-cache', 'node-cache', 'keyv', 'cache-manager'] as const;

export type CacheName = (typeof cacheNames)[number];

/** Calls a second by cache, a value for each round. */
export type CallsOfRounds = Record<CacheName, number[]>;

/** What one process measured of caches with so many entries. */
export interface SpeedReport {
  readonly get: CallsOfRounds;
  readonly set: CallsOfRounds;
}

/** Parts of the reads that were hits. */
export interface HitReport {
  readonly lfu: number;
  readonly lru: number;
  readonly 'lru-cache': number;
}
