import { defaultMultiLayerCacheOptions as defaults } from '@secureconnect/cache';
import { int, list } from './setting-kinds';

const mebibyte = 1024 * 1024;
const longestLifeSeconds = 7 * 24 * 3_600;

const isHttpUrl = (item: string): boolean => URL.canParse(item) && new URL(item).protocol === 'http:';

/** What the cache of a service holds, for how long, and which HTTP caches stand before it. */
export const cacheSettings = {
  CACHE_MEMORY_ENTRIES: int(1, 100_000_000, {
    meaning: 'entries the cache of one instance holds in memory at most',
    default: defaults.memory.maxSize,
  }),
  CACHE_MEMORY_MIB: int(1, 1_000_000, {
    meaning: 'mebibytes they may take',
    default: defaults.memory.maxMemory / mebibyte,
  }),
  CACHE_DEFAULT_TTL: int(1, longestLifeSeconds, {
    meaning: 'seconds that an entry is fresh where its source says nothing else',
    default: defaults.defaultTTL,
  }),
  CACHE_DEFAULT_GRACE: int(0, longestLifeSeconds, {
    meaning: 'seconds for which it may be served after that, while it is loaded anew or cannot be',
    default: defaults.defaultGrace,
  }),
  CACHE_LOADER_DEADLINE_MS: int(10, 600_000, {
    meaning: 'milliseconds a load may take before who waits for it is told',
    default: defaults.hardDeadlineMs,
  }),
  CACHE_COMPRESSION_THRESHOLD: int(0, 1_000_000_000, {
    meaning: 'bytes beyond which a value is compressed in Redis',
    default: defaults.compression.threshold,
  }),
  EDGE_CACHE_URLS: list('http:// URLs', isHttpUrl, {
    meaning: 'where each Varnish before the services is told what to forget; empty: there is none',
    default: '',
  }),
};
