import { RedisGate } from '@secureconnect/redis';
import {
  Failover,
  KeptWrites,
  ReconcilableStores,
  RedisBreakers,
  RedisHealthService,
} from '@secureconnect/resilience';
import { CacheCollectors } from '../metrics/cache-collectors';
import { MemoryEngine } from '../memory/memory-engine';
import { type PersistentEngineOptions } from '../memory/memory-engine.options';
import { CacheManager, type CacheManagerParts } from './cache-manager';
import {
  cacheManagerOptions,
  type CacheManagerOptions,
  type CacheMemoryOptions,
  type SettledCacheManagerOptions,
} from './cache-manager.options';
import { OwnWrites } from './commands/own-writes';
import { MemoryMirror } from './memory/memory-mirror';
import { CacheKeys } from './redis/cache-keys';
import { RedisReads } from './redis/redis-reads';
import { RedisWrites } from './redis/redis-writes';
import { CacheSync } from './sync/cache-sync';
import { changeRule } from './sync/kept-change';
import { KeptChanges } from './sync/kept-changes';
import { KnownKeys } from './sync/known-keys';
import { LostKeys } from './sync/lost-keys';
import { WriteStamps } from './sync/write-stamps';

/** What an application with a resilient Redis has already. */
export interface CacheSurroundings extends Pick<CacheManagerParts, 'health' | 'breakers' | 'end'> {
  readonly gate: RedisGate;
  readonly failover: Failover;
  readonly kept: KeptWrites;
  readonly stores: ReconcilableStores;
  readonly collectors: CacheCollectors;
}

/** Their tokens, in the order of `surroundingsOf`. */
export const cacheSurroundings = [
  RedisGate,
  Failover,
  KeptWrites,
  ReconcilableStores,
  RedisHealthService,
  RedisBreakers,
  CacheCollectors,
] as const;

/** What was injected by those tokens. */
export function surroundingsOf(
  gate: RedisGate,
  failover: Failover,
  kept: KeptWrites,
  stores: ReconcilableStores,
  health: RedisHealthService,
  breakers: RedisBreakers,
  collectors: CacheCollectors,
): CacheSurroundings {
  return { gate, failover, kept, stores, health, breakers, collectors };
}

/** Makes a cache manager of what an application has. */
export async function openCacheManager(
  around: CacheSurroundings,
  given: CacheManagerOptions = {},
): Promise<CacheManager> {
  const options = cacheManagerOptions(given);
  const { gate, health, breakers, end } = around;
  const engine = await openEngine(options.memoryCacheConfig);
  const keys = new CacheKeys(gate, options.keyPrefix, options.criticalKeys);
  const name = `cache-${options.redisInstanceName}`;
  const store = around.failover.store({ name, guarantees, ...deadlineOf(options) });
  const stamps = new WriteStamps();
  const known = new KnownKeys(stamps);
  const pending = around.kept.store({ name, rule: changeRule, isDurable: true });
  const shared = { gate, keys, reads: new RedisReads(gate, keys), writes: new RedisWrites(gate, keys) };
  const sync = new CacheSync({
    ...shared,
    ...{ name, pending, stamps, lost: new LostKeys(engine, keys, stamps, known) },
    pace: { batchSize: options.syncBatchSize, tries: options.syncRetryAttempts },
  });
  around.stores.register(sync);
  const changes = new KeptChanges(pending, keys, engine, stamps, options.enableDataSync);
  const mirror = new MemoryMirror(engine);
  const own = new OwnWrites(store, changes);
  const defaultTtl = options.memoryCacheConfig.defaultTTL ?? 3_600_000;
  const parts = { ...shared, store, own, engine, mirror, changes, stamps, known, defaultTtl };
  const manager = new CacheManager({ ...parts, health, breakers, sync, ...(end && { end }) });
  around.collectors.showManager(options.redisInstanceName, () => shown(manager));
  return manager;
}

const shown = (manager: CacheManager) => ({
  provider: manager.getCurrentProvider(),
  memory: manager.getMemoryCacheMetrics(),
  sync: manager.getSyncStats(),
});

const guarantees = {
  redis: 'shared by all instances',
  memory: 'what went through this instance; critical keys reach Redis later',
};

const deadlineOf = ({ failoverTimeout }: SettledCacheManagerOptions) =>
  failoverTimeout === undefined ? {} : { deadlineMs: failoverTimeout };

async function openEngine(options: CacheMemoryOptions): Promise<MemoryEngine> {
  if (options.persistPath === undefined) return new MemoryEngine(options);
  return (await MemoryEngine.open(options as PersistentEngineOptions)).engine;
}
