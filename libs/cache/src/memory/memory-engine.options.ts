import { CacheOptionsError } from './errors/cache-options.error';
import { type EvictionPolicyName } from './eviction/eviction-policies';
import { type CacheClock } from './keyspace/cache-clock.port';
import { CoarseClock } from './keyspace/coarse-clock';

/** How a memory engine is to behave; every part may be left out. */
export interface MemoryEngineOptions {
  /** Entries at most; Infinity: 16,000,000, about what a Map of JavaScript can hold. Default 2,000. */
  readonly maxSize?: number;
  /** Bytes of all entries at most. Default: no limit but that of entries. */
  readonly maxBytes?: number;
  /** What goes when there is no room. Default `lru`. */
  readonly evictionPolicy?: EvictionPolicyName;
  /** Milliseconds that a key lives when nothing else is said; Infinity: for ever. Default an hour. */
  readonly defaultTTL?: number;
  /** Milliseconds between two looks for expired entries. Default a minute. */
  readonly cleanupInterval?: number;
  /** Whether access times are measured too. Default true. */
  readonly enableMetrics?: boolean;
  /** Keys that may not be evicted; asked once, when a key comes to be. Default: none. */
  readonly isPinned?: (key: string) => boolean;
  readonly clock?: CacheClock;
}

/** How an engine keeps its critical entries in a file. */
export interface PersistentEngineOptions extends MemoryEngineOptions {
  /** The file; another engine that wants it meanwhile is refused. */
  readonly persistPath: string;
  /** False: the file is neither read nor written. Default true. */
  readonly persistCriticalData?: boolean;
  /** Keys that begin so are kept. Default `critical:`. */
  readonly persistKeyPrefix?: string;
  /** When the disk itself is waited for: at every write, every second in the background, or never. Default every second. */
  readonly persistSync?: 'always' | 'everySecond' | 'never';
}

// A Map throws beyond 2^24 entries.
const mostEntries = 16_000_000;

/** All options of an engine, with defaults for those left out; CacheOptionsError for one that cannot be. */
export function engineOptions(given: MemoryEngineOptions) {
  const options = {
    maxSize: given.maxSize ?? 2_000,
    maxBytes: given.maxBytes ?? Infinity,
    evictionPolicy: given.evictionPolicy ?? 'lru',
    defaultTTL: given.defaultTTL ?? 3_600_000,
    cleanupInterval: given.cleanupInterval ?? 60_000,
    enableMetrics: given.enableMetrics ?? true,
    isPinned: given.isPinned,
    clock: given.clock ?? new CoarseClock(),
  };
  for (const name of ['maxSize', 'maxBytes', 'defaultTTL', 'cleanupInterval'] as const)
    if (!(options[name] >= 1)) throw new CacheOptionsError(name, options[name], 'at least 1');
  return { ...options, maxSize: Math.min(options.maxSize, mostEntries) };
}
