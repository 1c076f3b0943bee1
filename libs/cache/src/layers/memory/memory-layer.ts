import { type CacheClock } from '../../memory/keyspace/cache-clock.port';
import { type CacheEntry, type FoundEntry } from '../entry/cache-entry';
import { type Invalidations } from '../invalidation/invalidations';
import { type CacheEngine } from './cache-engine.port';
import { type HeldEntry, readHeld, writeHeld } from './held-entry';

/** An entry found in the memory of this process. */
export interface MemoryFind extends FoundEntry {
  /** It may be served as it is; else the layers below are asked first. */
  readonly isSettled: boolean;
}

/** The first layer: what this process has seen. */
export class MemoryLayer {
  constructor(
    private readonly engine: CacheEngine,
    private readonly invalidations: Invalidations,
    private readonly clock: CacheClock,
    private readonly ttlMs: number,
  ) {}

  get stats(): CacheEngine['stats'] {
    return this.engine.stats;
  }

  /** What is held of a key, fresh or in its grace period, and not void by what is known here. */
  find(key: string): MemoryFind | undefined {
    const text = this.engine.get(key);
    if (text === null) return undefined;
    const held = readHeld(text);
    if (this.invalidations.holds(held.origin, key, held.entry.tags)) return this.found(held);
    return undefined;
  }

  /** The same when it is not known here whether it is void: the log is asked. */
  async findAnyway(key: string): Promise<MemoryFind | undefined> {
    const text = this.engine.get(key);
    if (text === null) return undefined;
    const held = readHeld(text);
    const { origin, entry } = held;
    return (await this.invalidations.stillHolds(origin, key, entry.tags)) ? this.found(held) : undefined;
  }

  /** Holds an entry; `born` is the count of own invalidations when its loading began. */
  put(key: string, entry: CacheEntry, born: number, freshMs: number): void {
    const now = this.clock.now();
    const origin = { asOf: entry.asOf, born };
    const checkAt = now + Math.min(this.ttlMs, freshMs);
    const livesMs = freshMs + entry.graceMs;
    if (livesMs < 1) return this.engine.delete(key);
    this.engine.set(key, writeHeld({ entry, origin, checkAt, freshUntil: now + freshMs }), livesMs);
  }

  /** Has a stale entry served for a moment longer without anybody looking for a better one. */
  rest(key: string, restMs: number): void {
    const text = this.engine.get(key);
    if (text === null) return;
    const held = readHeld(text);
    const now = this.clock.now();
    const leftMs = held.freshUntil + held.entry.graceMs - now;
    if (leftMs < 1) return;
    this.engine.set(key, writeHeld({ ...held, checkAt: now + Math.min(restMs, leftMs) }), leftMs);
  }

  delete(key: string): void {
    this.engine.delete(key);
  }

  close(): void {
    this.engine.close();
  }

  private found({ entry, checkAt, freshUntil }: HeldEntry): MemoryFind {
    const now = this.clock.now();
    return { entry, freshMs: freshUntil - now, isSettled: now < checkAt };
  }
}
