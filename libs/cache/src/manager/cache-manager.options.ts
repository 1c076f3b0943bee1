import { type MemoryEngineOptions, type PersistentEngineOptions } from '../memory/memory-engine.options';

/** The memory of a cache manager; with a `persistPath` its critical entries survive the process. */
export type CacheMemoryOptions = MemoryEngineOptions & Partial<PersistentEngineOptions>;

/** How a cache manager is to behave; every part may be left out. */
export interface CacheManagerOptions {
  /** Tells several managers of one process apart: in keys, metrics and health. Default `default`. */
  readonly redisInstanceName?: string;
  /** Keeps environments that share a Redis apart; part of every key where it is given. */
  readonly redisEnvironment?: string;
  /** Before every key in Redis. Default `cache:<environment>:<instance name>:`; empty: keys are taken as they are. */
  readonly keyPrefix?: string;
  /** What may be held in memory, and how. */
  readonly memoryCacheConfig?: CacheMemoryOptions;
  /** Milliseconds a call waits for Redis before memory serves it. Default: as all stores of the process. */
  readonly failoverTimeout?: number;
  /** False: nothing that was written while Redis was away is brought to it. Default true. */
  readonly enableDataSync?: boolean;
  /** So many keys are brought to Redis in one round trip. Default 100. */
  readonly syncBatchSize?: number;
  /** How often a batch is tried before recovery pauses. Default 3. */
  readonly syncRetryAttempts?: number;
  /** Patterns of Redis (`session:*`) for keys whose writes reach Redis after an outage. Default: none. */
  readonly criticalKeys?: readonly string[];
}

/** All options of a cache manager, with defaults for those left out. */
export function cacheManagerOptions(given: CacheManagerOptions) {
  const { redisInstanceName = 'default', redisEnvironment } = given;
  const place = redisEnvironment === undefined ? '' : `${redisEnvironment}:`;
  return {
    redisInstanceName,
    keyPrefix: given.keyPrefix ?? `cache:${place}${redisInstanceName}:`,
    memoryCacheConfig: given.memoryCacheConfig ?? {},
    failoverTimeout: given.failoverTimeout,
    enableDataSync: given.enableDataSync ?? true,
    syncBatchSize: given.syncBatchSize ?? 100,
    syncRetryAttempts: given.syncRetryAttempts ?? 3,
    criticalKeys: given.criticalKeys ?? [],
  };
}

/** Options with nothing left out. */
export type SettledCacheManagerOptions = ReturnType<typeof cacheManagerOptions>;
