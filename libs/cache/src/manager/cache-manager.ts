import { type OnApplicationShutdown } from '@nestjs/common';
import { type RedisBreakers, type RedisHealthService, Reconciler } from '@secureconnect/resilience';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Int64 } from '../memory/commands/int64';
import { type CacheMetrics } from '../memory/keyspace/cache-meter';
import { asText } from './commands/as-text';
import { type CacheParts } from './commands/cache-parts';
import { HashCommands } from './commands/hash-commands';
import { KeyCommands } from './commands/key-commands';
import { NumberCommands } from './commands/number-commands';
import { TextCommands } from './commands/text-commands';
import { wellFormed } from './commands/well-formed';
import { WholeCommands } from './commands/whole-commands';
import { type CacheHealthStatus, type CacheProvider } from './status/cache-health-status';
import { type CacheSync } from './sync/cache-sync';
import { type SyncStats } from './sync/sync-stats';

/** Between two looks at whether a batch under way has arrived. */
const settlingMs = 2;

/** What a cache manager stands on. */
export interface CacheManagerParts extends CacheParts {
  readonly health: RedisHealthService;
  readonly breakers: RedisBreakers;
  readonly sync: CacheSync;
  /** Ends what was made for this manager alone. */
  readonly end?: () => Promise<unknown>;
}

/**
 * One cache over Redis and memory: the same answers from both, times to live in milliseconds. While Redis is not
 * relied on memory serves what went through this process; no call waits longer than its deadline, and none fails
 * because Redis is away.
 */
export class CacheManager implements OnApplicationShutdown {
  private readonly texts: TextCommands;
  private readonly numbers: NumberCommands;
  private readonly hashes: HashCommands;
  private readonly single: KeyCommands;
  private readonly whole: WholeCommands;
  private isEnded = false;

  constructor(private readonly parts: CacheManagerParts) {
    this.texts = new TextCommands(parts);
    this.numbers = new NumberCommands(parts);
    this.hashes = new HashCommands(parts);
    this.single = new KeyCommands(parts);
    this.whole = new WholeCommands(parts);
  }

  /** Nothing is left to do: a manager is ready when it is made. For programs that expect to say so. */
  initialize(): Promise<void> {
    return Promise.resolve();
  }

  /** The text of a key; null where there is none. */
  get(key: string): Promise<string | null> {
    return this.texts.get(wellFormed(key));
  }

  /** Gives a key a text, or anything else as JSON, for so many milliseconds or for the default time. */
  async set(key: string, value: unknown, ttl?: number): Promise<'OK'> {
    return this.texts.set(wellFormed(key), asText(value), ttl);
  }

  /** Deletes keys; gives how many there were. */
  del(...keys: string[]): Promise<number> {
    return this.single.del(keys.map(wellFormed));
  }

  /** How many of these keys there are. */
  exists(...keys: string[]): Promise<number> {
    return this.single.exists(keys.map(wellFormed));
  }

  /** Lets a key live for so many milliseconds from now; 0: no such key. */
  expire(key: string, ttl: number): Promise<number> {
    return this.single.expire(wellFormed(key), ttl);
  }

  /** The milliseconds a key has left; -1: for ever, -2: no such key. */
  ttl(key: string): Promise<number> {
    return this.single.ttl(wellFormed(key));
  }

  /** The value of a field; null where there is none. */
  hget(key: string, field: string): Promise<string | null> {
    return this.hashes.hget(wellFormed(key), wellFormed(field));
  }

  /** All fields with their values. */
  hgetall(key: string): Promise<Record<string, string>> {
    return this.hashes.hgetall(wellFormed(key));
  }

  /** Gives a field a value; 1 where the field is new. */
  async hset(key: string, field: string, value: unknown): Promise<number> {
    return this.hashes.hset(wellFormed(key), wellFormed(field), asText(value));
  }

  /** Deletes a field, and the key with its last one; gives how many there were. */
  hdel(key: string, field: string): Promise<number> {
    return this.hashes.hdel(wellFormed(key), wellFormed(field));
  }

  /** 1 where there is such a field. */
  hexists(key: string, field: string): Promise<number> {
    return this.hashes.hexists(wellFormed(key), wellFormed(field));
  }

  /** The texts of keys; null for one that holds none. */
  mget(...keys: string[]): Promise<(string | null)[]> {
    return this.texts.mget(keys.map(wellFormed));
  }

  /** Gives keys their texts, for the default time. */
  async mset(pairs: readonly (readonly [key: string, value: unknown])[]): Promise<'OK'> {
    return this.texts.mset(pairs.map(([key, value]) => [wellFormed(key), asText(value)] as const));
  }

  /** Adds 1 to a whole number of 64 bits; a key that is not there counts as 0. */
  incr(key: string): Promise<number> {
    return this.numbers.add(wellFormed(key), 1);
  }

  /** Adds to it; one that comes to be lives for so many milliseconds, or for the default time. */
  incrby(key: string, increment: Int64 | string, ttl?: number): Promise<number> {
    return this.numbers.add(wellFormed(key), increment, ttl);
  }

  /** Takes 1 from it. */
  decr(key: string): Promise<number> {
    return this.numbers.subtract(wellFormed(key), 1);
  }

  /** Takes from it. */
  decrby(key: string, decrement: Int64 | string): Promise<number> {
    return this.numbers.subtract(wellFormed(key), decrement);
  }

  /** The keys that match a pattern of Redis. */
  keys(pattern: string): Promise<string[]> {
    return this.whole.keys(wellFormed(pattern));
  }

  /** Forgets every key of this manager's prefix, and no other. */
  flushall(): Promise<'OK'> {
    return this.whole.flushall();
  }

  /** Where the next call is served from. */
  getCurrentProvider(): CacheProvider {
    const { store, health, breakers } = this.parts;
    const isClosed = breakers.of('read').state === 'closed' && breakers.of('write').state === 'closed';
    return !store.isHeld && health.isAvailable && isClosed ? 'redis' : 'memory';
  }

  /** How Redis is, and who serves. */
  getHealthStatus(): CacheHealthStatus {
    const { health } = this.parts;
    const { lastAt, tookMs, failedInARow } = health.checks;
    return {
      provider: this.getCurrentProvider(),
      isHealthy: health.isAvailable,
      lastCheck: lastAt ?? health.since.getTime(),
      consecutiveFailures: failedInARow,
      responseTime: tookMs ?? null,
      lastError: health.lastError,
    };
  }

  /** What memory did and holds. */
  getMemoryCacheMetrics(): CacheMetrics {
    return this.parts.engine.metrics;
  }

  /** What was brought to Redis, and what waits for it. */
  getSyncStats(): SyncStats {
    return this.parts.sync.stats;
  }

  /** Serves from memory until `switchToRedis`; other stores of the process do not notice. */
  switchToMemoryCache(): void {
    this.parts.store.isHeld = true;
  }

  /** Brings Redis what it lacks and serves from it again: true. False while Redis is not well; it serves once it is. */
  async switchToRedis(): Promise<boolean> {
    const { store, health } = this.parts;
    if (store.isHeld && health.isAvailable && !(await this.bringAll())) return false;
    store.isHeld = false;
    return health.isAvailable;
  }

  /** Ends the manager without waiting for Redis; it is of no use afterwards. */
  async disconnect(): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    this.parts.engine.close();
    await this.parts.end?.();
  }

  onApplicationShutdown(): Promise<void> {
    return this.disconnect();
  }

  /** False when Redis did not take it all; it waits again. */
  private async bringAll(): Promise<boolean> {
    const { sync, health } = this.parts;
    const reconciler = new Reconciler([sync], { maxStartDelayMs: 0 });
    const { signal } = new AbortController();
    while (sync.pending.unsettled > 0 && health.isAvailable) {
      // What the recovery of the process has under way is settled by it.
      if (sync.pending.size === 0) await sleep(settlingMs);
      else if ((await reconciler.run({ signal })).state !== 'complete') return false;
    }
    return sync.pending.unsettled === 0;
  }
}
