export { type ExpireCondition } from './memory/commands/expire-command';
export { type Int64 } from './memory/commands/int64';
export { type SetOptions } from './memory/commands/set.options';
export { CacheCommandError } from './memory/errors/cache-command.error';
export { CacheFullError } from './memory/errors/cache-full.error';
export { CacheJournalError } from './memory/errors/cache-journal.error';
export { CacheOptionsError } from './memory/errors/cache-options.error';
export { type EvictionPolicyName } from './memory/eviction/eviction-policies';
export { type RestoreReport } from './memory/journal/restore-report';
export { type CacheClock } from './memory/keyspace/cache-clock.port';
export { type CacheMetrics } from './memory/keyspace/cache-meter';
export { MemoryEngine } from './memory/memory-engine';
export { type MemoryEngineOptions, type PersistentEngineOptions } from './memory/memory-engine.options';
export { type CacheHealth } from './layers/cache-health';
export { type MultiLayerCacheParts } from './layers/cache-layers';
export { type CacheStats } from './layers/cache-stats';
export { EdgeCache } from './layers/edge/edge-cache.port';
export { type EdgeFill } from './layers/edge/edge-fill';
export { EdgePurgeError } from './layers/edge/edge-purge.error';
export { type EdgeStats } from './layers/edge/edge-purges';
export { VarnishEdgeCache, type VarnishOptions } from './layers/edge/varnish-edge-cache';
export { EdgeCached } from './http/edge-cached.decorator';
export { EdgeCachedError } from './http/edge-cached.error';
export { type EdgeCachedOptions, type EdgeRequest, type EdgeTags } from './http/edge-cached.options';
export { HalfCharacterError } from './layers/half-character.error';
export { InvalidationRelay, type RelayListener } from './layers/invalidation/invalidation-relay.port';
export { type RelayStats } from './layers/invalidation/relay-outbox';
export { type EntryOptions, type LoadOptions } from './layers/load/entry.options';
export { LoaderDeadlineError } from './layers/load/loader-deadline.error';
export { CacheEngine, type CacheEngineStats } from './layers/memory/cache-engine.port';
export { MemoryCacheEngine } from './layers/memory/memory-cache-engine';
export { UncacheableValueError } from './layers/value/uncacheable-value.error';
export { MultiLayerCache } from './layers/multi-layer-cache';
export {
  type MultiLayerCacheAsyncOptions,
  MultiLayerCacheModule,
  type MultiLayerCacheModuleOptions,
} from './layers/multi-layer-cache.module';
export {
  defaultMultiLayerCacheOptions,
  type MultiLayerCacheOptions,
  type MultiLayerCacheSettings,
} from './layers/multi-layer-cache.options';
export { multiLayerCacheToken } from './layers/multi-layer-cache-token';
export { CacheManager } from './manager/cache-manager';
export { type CacheManagerAsyncOptions, CacheManagerModule } from './manager/cache-manager.module';
export { cacheManagerToken } from './manager/cache-manager-token';
export { type CacheManagerOptions, type CacheMemoryOptions } from './manager/cache-manager.options';
export { createCacheManager, type OwnCacheOptions } from './manager/create-cache-manager';
export { type CacheHealthStatus, type CacheProvider } from './manager/status/cache-health-status';
export { type SyncStats } from './manager/sync/sync-stats';
export { expressSessionStore, type ExpressSessionOptions } from './drop-ins/express-session.store';
export { KeyvCacheStore } from './drop-ins/keyv-cache.store';
export { ThrottlerCacheStore, type ThrottledRequest } from './drop-ins/throttler-cache.store';
export { CacheEvict, type CacheEvictOptions } from './drop-ins/cache-evict.decorator';
export { Cacheable, type CacheableOptions, type KeyOf, type TagsOf } from './drop-ins/cacheable.decorator';
export { CachedSource, type SourceCache } from './source/cached-source';
export { type CachedSourceOptions, type KeyNaming } from './source/cached-source.options';
export { privateKeyOf } from './source/private-key-of';
export { SourceNameError } from './source/source-name.error';
