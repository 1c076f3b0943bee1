import { Logger, type LoggerService } from '@nestjs/common';
import { type RedisGate } from '@secureconnect/redis';
import {
  DeadlineWheel,
  type Failover,
  type FailoverStore,
  type KeptWrites,
  type ReconcilableStores,
} from '@secureconnect/resilience';
import { type CacheClock } from '../memory/keyspace/cache-clock.port';
import { CoarseClock } from '../memory/keyspace/coarse-clock';
import { type CacheCollectors } from '../metrics/cache-collectors';
import { statsOf } from './cache-stats';
import { EdgePurges } from './edge/edge-purges';
import { type EdgeCache } from './edge/edge-cache.port';
import { type InvalidationFeed } from './invalidation/invalidation-feed';
import { type InvalidationRelay } from './invalidation/invalidation-relay.port';
import { type Invalidations } from './invalidation/invalidations';
import { layInvalidations } from './invalidation/lay-invalidations';
import { type Relay } from './invalidation/relay';
import { BackgroundFailures } from './load/background-failures';
import { CacheTally } from './load/cache-tally';
import { Loading } from './load/loading';
import { Lookup } from './load/lookup';
import { ReadThrough } from './load/read-through';
import { type CacheEngine } from './memory/cache-engine.port';
import { MemoryCacheEngine } from './memory/memory-cache-engine';
import { MemoryLayer } from './memory/memory-layer';
import { type MultiLayerCacheOptions } from './multi-layer-cache.options';
import { RedisLayer } from './redis/redis-layer';

/** What a cache is made with; the first four are parts of ResilientRedisModule. */
export interface MultiLayerCacheParts {
  readonly gate: RedisGate;
  readonly failover: Failover;
  readonly kept: KeptWrites;
  readonly stores: ReconcilableStores;
  /** The first layer; the memory engine unless said. */
  readonly engine?: CacheEngine;
  /** How others hear of invalidations while Redis is away; unless said, they hear once it is back. */
  readonly relay?: InvalidationRelay;
  /** The third layer, where there is one. */
  readonly edge?: EdgeCache;
  /** The time of this instance; compared with nobody else's. */
  readonly clock?: CacheClock;
  /** Who is told of failures that nobody waits for; Nest's logger unless said. */
  readonly logger?: LoggerService;
  /** What Prometheus is told of the caches of this process. */
  readonly collectors?: CacheCollectors;
}

/** The layers of one cache and what holds them together. */
export interface CacheLayers {
  readonly store: FailoverStore;
  readonly memory: MemoryLayer;
  readonly redis: RedisLayer;
  readonly edge: EdgePurges;
  readonly feed: InvalidationFeed;
  readonly relay: Relay;
  readonly invalidations: Invalidations;
  readonly lookup: Lookup;
  readonly reader: ReadThrough;
  readonly tally: CacheTally;
}

const redisGuarantee = 'shared by all instances, void everywhere as soon as it is invalidated';
const seen = 'what this instance has seen; what others invalidate meanwhile is void';

const guaranteesWith = (relay: InvalidationRelay | undefined) => ({
  redis: redisGuarantee,
  memory: relay ? `${seen} as soon as it is heard of over the relay` : `${seen} once Redis is back`,
});

function layMemory(
  { engine, clock = new CoarseClock() }: MultiLayerCacheParts,
  { memory }: MultiLayerCacheOptions,
  invalidations: Invalidations,
): MemoryLayer {
  const { maxSize, maxMemory: maxBytes, cleanupInterval, evictionPolicy, defaultTTL } = memory;
  const held =
    engine ??
    new MemoryCacheEngine({
      maxSize,
      maxBytes,
      cleanupInterval,
      evictionPolicy,
      clock,
      enableMetrics: false,
    });
  return new MemoryLayer(held, invalidations, clock, defaultTTL * 1_000);
}

/** Puts a cache together. */
export function layOut(parts: MultiLayerCacheParts, options: MultiLayerCacheOptions): CacheLayers {
  const store = parts.failover.store({ name: options.name, guarantees: guaranteesWith(parts.relay) });
  const tally = new CacheTally();
  const failures = new BackgroundFailures(options.name, tally, parts.logger ?? new Logger());
  const { feed, relay, invalidations } = layInvalidations(parts, { store, failures }, options);
  const memory = layMemory(parts, options, invalidations);
  const { keyPrefix: prefix, leaseMs, restMs } = options;
  const { enabled, threshold, limit } = options.compression;
  const compression = { threshold: enabled ? threshold : Infinity, limit };
  const redis = new RedisLayer({ gate: parts.gate, store, prefix, compression, leaseMs, failures, tally });
  const lookup = new Lookup(memory, redis, invalidations, tally);
  const loading = new Loading({ memory, redis, lookup, invalidations, tally, failures });
  const wheel = new DeadlineWheel();
  const reader = new ReadThrough({ memory, lookup, loading, invalidations, tally, failures, wheel, restMs });
  // Its turn comes after its own invalidations are in the log: a Redis is relied on again only then.
  const isSure = () => feed.isCurrent;
  const edge = new EdgePurges(parts.edge, { settleMs: options.edgeSettleMs, isSure });
  const layers = { store, memory, redis, edge, feed, relay, invalidations, lookup, reader, tally };
  parts.collectors?.show(options.name, () => statsOf(layers), tally);
  return layers;
}
