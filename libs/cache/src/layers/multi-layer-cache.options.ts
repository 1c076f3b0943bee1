/** What holds for all entries of a cache; every part may be left out. */
export interface MultiLayerCacheOptions {
  /** Tells several caches of one application apart: as a store, in metrics and, unless said otherwise, by key prefix. */
  readonly name: string;
  /** Before every key in Redis; the same on all instances that share entries. */
  readonly keyPrefix: string;
  /** Seconds that an entry is fresh when nothing else is said. */
  readonly defaultTTL: number;
  /** Seconds for which it may be served after that, while it is loaded anew or cannot be. */
  readonly defaultGrace: number;
  readonly memory: {
    /** Entries at most. */
    readonly maxSize: number;
    /** Bytes at most. */
    readonly maxMemory: number;
    /** Seconds after which a held entry is compared with Redis. */
    readonly defaultTTL: number;
    /** Milliseconds between two looks for expired entries. */
    readonly cleanupInterval: number;
    readonly evictionPolicy: 'lru' | 'lfu' | 'fifo';
  };
  readonly compression: {
    readonly enabled: boolean;
    /** Values of more bytes are compressed. */
    readonly threshold: number;
    /** No value of more bytes is compressed, nor read where it was. */
    readonly limit: number;
  };
  /** How long a loader may take before who waits is told, in ms. */
  readonly hardDeadlineMs: number;
  /** How long to wait for a loader while there is a stale value to serve, in ms. */
  readonly softDeadlineMs: number;
  /** How long a failed loader is left alone while a stale value is served, in ms. */
  readonly restMs: number;
  /** How long an instance that loads is waited for after it was last heard of, in ms. */
  readonly leaseMs: number;
  /** Between two looks at the log of invalidations, in ms. */
  readonly heartbeatMs: number;
  /** After so long without a look nothing is served without one, in ms. */
  readonly maxSilenceMs: number;
  /** So many invalidations are remembered; entries older than the oldest of them are void. */
  readonly maxInvalidations: number;
  /** How long after an invalidation the HTTP cache is told again, each in ms: an answer from before it may come late. */
  readonly edgeSettleMs: readonly number[];
}

/** What may be said of one cache. */
export type MultiLayerCacheSettings = Partial<Omit<MultiLayerCacheOptions, 'memory' | 'compression'>> & {
  readonly memory?: Partial<MultiLayerCacheOptions['memory']>;
  readonly compression?: Partial<MultiLayerCacheOptions['compression']>;
};

/** What holds unless an application says otherwise. */
export const defaultMultiLayerCacheOptions: MultiLayerCacheOptions = {
  name: 'cache',
  keyPrefix: 'cache:',
  defaultTTL: 3_600,
  defaultGrace: 0,
  memory: {
    maxSize: 10_000,
    maxMemory: 100 * 1024 * 1024,
    defaultTTL: 300,
    cleanupInterval: 60_000,
    evictionPolicy: 'lru',
  },
  compression: { enabled: true, threshold: 1_024, limit: 64 * 1024 * 1024 },
  hardDeadlineMs: 10_000,
  softDeadlineMs: 0,
  restMs: 1_000,
  leaseMs: 2_000,
  heartbeatMs: 500,
  maxSilenceMs: 1_000,
  maxInvalidations: 100_000,
  edgeSettleMs: [1_500, 11_000],
};

/** No entry lives longer, grace included: 7 days. */
export const longestLifeMs = 7 * 24 * 3_600_000;

/** All options, with defaults for those left out. */
export function settleCacheOptions(given: MultiLayerCacheSettings = {}): MultiLayerCacheOptions {
  const defaults = defaultMultiLayerCacheOptions;
  const { name = defaults.name } = given;
  return {
    ...defaults,
    keyPrefix: `${name}:`,
    ...given,
    memory: { ...defaults.memory, ...given.memory },
    compression: { ...defaults.compression, ...given.compression },
  };
}
