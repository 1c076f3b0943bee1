import { expire, type ExpireCondition } from './commands/expire-command';
import { expireTime } from './commands/expire-time';
import { globMatcher } from './commands/glob';
import { deleteFields, fieldsOf, setFields } from './commands/hash-commands';
import { decrement, increment } from './commands/increment-command';
import { type Int64 } from './commands/int64';
import { setWithOptions } from './commands/set-command';
import { type SetOptions } from './commands/set.options';
import { CacheCommandError } from './errors/cache-command.error';
import { evictionPolicies } from './eviction/eviction-policies';
import { type CacheClock } from './keyspace/cache-clock.port';
import { CacheMeter, type CacheMetrics } from './keyspace/cache-meter';
import { Cleaner } from './keyspace/cleaner';
import { Keyspace } from './keyspace/keyspace';
import { none } from './keyspace/slot-table';
import { openJournal } from './journal/open-journal';
import { type RestoreReport } from './journal/restore-report';
import {
  engineOptions,
  type MemoryEngineOptions,
  type PersistentEngineOptions,
} from './memory-engine.options';

/**
 * Redis's commands on the memory of this process: same answers, same errors, same effect on times to live, which
 * are in milliseconds here. Nothing waits: every answer is the return value, every error is thrown.
 */
export class MemoryEngine {
  private readonly clock: CacheClock;
  private readonly meter: CacheMeter;
  private readonly keyspace: Keyspace;
  private readonly cleaner: Cleaner;
  private readonly defaultTtl: number;

  constructor(given: MemoryEngineOptions = {}) {
    const options = engineOptions(given);
    this.clock = options.clock;
    this.defaultTtl = options.defaultTTL;
    this.meter = new CacheMeter(options.enableMetrics);
    this.keyspace = new Keyspace({
      clock: this.clock,
      meter: this.meter,
      limits: { maxEntries: options.maxSize, maxBytes: options.maxBytes },
      policy: evictionPolicies[options.evictionPolicy],
      isPinned: options.evictionPolicy === 'none' ? () => true : options.isPinned,
    });
    this.cleaner = new Cleaner(this.keyspace, this.clock, options.cleanupInterval);
  }

  /** An engine that holds what its file holds, and goes on keeping critical entries there. */
  static async open(
    options: PersistentEngineOptions,
  ): Promise<{ engine: MemoryEngine; restored: RestoreReport }> {
    const engine = new MemoryEngine(options);
    try {
      return { engine, restored: await openJournal(engine.keyspace, engine.clock, options) };
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  /** The text of a key; null where there is none. */
  get(key: string): string | null {
    const slot = this.keyspace.read(key);
    if (slot === none) return null;
    const value = this.keyspace.valueAt(slot);
    if (typeof value !== 'string') throw CacheCommandError.wrongType();
    return value;
  }

  /** Gives a key a text, whatever it held before, for so many milliseconds or for the default time. */
  set(key: string, value: string, ttl?: number): 'OK';
  /** Likewise under conditions: null where they do not hold; with `get` the text before. */
  set(key: string, value: string, options: SetOptions): string | null;
  set(key: string, value: string, how?: number | SetOptions): string | null {
    const now = this.clock.now();
    if (typeof how === 'object') return setWithOptions(this.keyspace, now, this.defaultTtl, key, value, how);
    const expiresAt = how === undefined ? now + this.defaultTtl : expireTime(how, now, 'set');
    this.keyspace.putText(this.keyspace.find(key), key, value, expiresAt);
    return 'OK';
  }

  /** Deletes keys; gives how many there were. */
  del(...keys: string[]): number {
    if (keys.length === 0) throw CacheCommandError.wrongNumberOfArguments('del');
    let deleted = 0;
    for (const key of keys) {
      const slot = this.keyspace.find(key);
      if (slot === none) continue;
      this.keyspace.delete(slot);
      deleted++;
    }
    return deleted;
  }

  /** How many of these keys there are; one named twice counts twice. */
  exists(...keys: string[]): number {
    if (keys.length === 0) throw CacheCommandError.wrongNumberOfArguments('exists');
    return keys.filter((key) => this.keyspace.read(key) !== none).length;
  }

  /** Lets a key live for so many milliseconds from now; not above 0 deletes it. 0: no such key, or not so by the condition. */
  expire(key: string, ttl: number, condition?: ExpireCondition): 0 | 1 {
    return expire(this.keyspace, this.clock.now(), key, ttl, condition);
  }

  /** The milliseconds a key has left; -1: for ever, -2: no such key. */
  ttl(key: string): number {
    const slot = this.keyspace.find(key);
    if (slot === none) return -2;
    const expiresAt = this.keyspace.expiryAt(slot);
    return expiresAt === Infinity ? -1 : Math.max(0, expiresAt - this.clock.now());
  }

  /** What a key holds. */
  type(key: string): 'string' | 'hash' | 'none' {
    const slot = this.keyspace.find(key);
    if (slot === none) return 'none';
    return typeof this.keyspace.valueAt(slot) === 'string' ? 'string' : 'hash';
  }

  /** Adds 1 to a whole number of 64 bits; beyond 2^53 the answer is the nearest number, and `get` tells the exact one. */
  incr(key: string): number {
    return increment(this.keyspace, this.freshExpiry(), key, 1);
  }

  /** Adds to it. */
  incrby(key: string, by: Int64 | string): number {
    return increment(this.keyspace, this.freshExpiry(), key, by);
  }

  /** Takes 1 from it. */
  decr(key: string): number {
    return decrement(this.keyspace, this.freshExpiry(), key, 1);
  }

  /** Takes from it. */
  decrby(key: string, by: Int64 | string): number {
    return decrement(this.keyspace, this.freshExpiry(), key, by);
  }

  /** The texts of keys; null for one that holds none. */
  mget(...keys: string[]): (string | null)[] {
    if (keys.length === 0) throw CacheCommandError.wrongNumberOfArguments('mget');
    return keys.map((key) => {
      const slot = this.keyspace.read(key);
      const value = slot === none ? null : this.keyspace.valueAt(slot);
      return typeof value === 'string' ? value : null;
    });
  }

  /** Gives keys their texts, for the default time. */
  mset(pairs: readonly (readonly [key: string, value: string])[]): 'OK' {
    if (pairs.length === 0) throw CacheCommandError.wrongNumberOfArguments('mset');
    this.keyspace.putTexts(pairs, this.freshExpiry());
    return 'OK';
  }

  /** The value of a field; null where there is none. */
  hget(key: string, field: string): string | null {
    return fieldsOf(this.keyspace, key).get(field) ?? null;
  }

  /** Sets fields, given in turn with their values; gives how many are new. */
  hset(key: string, ...pairs: [field: string, value: string, ...more: string[]]): number {
    return setFields(this.keyspace, this.freshExpiry(), key, pairs);
  }

  /** Deletes fields, and the key with its last one; gives how many there were. */
  hdel(key: string, ...fields: string[]): number {
    return deleteFields(this.keyspace, key, fields);
  }

  /** 1 where there is such a field. */
  hexists(key: string, field: string): 0 | 1 {
    return fieldsOf(this.keyspace, key).has(field) ? 1 : 0;
  }

  /** All fields with their values. */
  hgetall(key: string): Record<string, string> {
    return Object.fromEntries(fieldsOf(this.keyspace, key));
  }

  /** The keys that match a pattern of Redis, in no particular order. Looks at all of them. */
  keys(pattern: string): string[] {
    const matches = globMatcher(pattern);
    return this.keyspace.liveKeys().filter(matches);
  }

  /** Forgets everything. */
  flushall(): 'OK' {
    this.keyspace.clear();
    return 'OK';
  }

  /** What was done and what is held, the expired that nobody has noticed yet included. */
  get metrics(): CacheMetrics {
    return this.meter.read(this.keyspace.table.bytes, this.keyspace.table.size);
  }

  /** Ends clean-up and closes the file, CacheJournalError where the disk lacks some of it; the engine is of no use afterwards. */
  close(): void {
    this.cleaner.stop();
    const { journal } = this.keyspace;
    this.keyspace.journal = undefined;
    journal?.close();
  }

  private freshExpiry(): number {
    return this.clock.now() + this.defaultTtl;
  }
}
