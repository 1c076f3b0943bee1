import { type MemoryEngine } from '../../memory/memory-engine';
import { type CacheKeys } from '../redis/cache-keys';
import { type KeptChange, type KeptValue } from './kept-change';
import { type WriteStamps } from './write-stamps';

/** The critical keys that memory knows, for a Redis that has lost them. */
export class LostKeys {
  constructor(
    private readonly engine: MemoryEngine,
    private readonly keys: CacheKeys,
    private readonly stamps: WriteStamps,
  ) {}

  /** A few at a time; what ended or was deleted since the first is left out. */
  *parts(size: number): Generator<{ key: string; change: KeptChange }[]> {
    const names = this.engine.keys('*').filter((key) => this.keys.isCritical(key));
    for (let at = 0; at < names.length; at += size) {
      // What memory holds has in it what was added so far, and Redis is told so.
      this.stamps.beginEra();
      yield names.slice(at, at + size).flatMap((key) => this.entryOf(key));
    }
  }

  private entryOf(key: string): { key: string; change: KeptChange }[] {
    const value = this.valueOf(key);
    const ttl = this.engine.ttl(key);
    if (value === null || ttl === -2) return [];
    const madeAt = Date.now();
    const endsAt = ttl === -1 ? Infinity : madeAt + ttl;
    const change = { madeAt, at: '', base: { at: '', value, endsAt }, freshEnd: endsAt };
    const heard = { sequence: this.stamps.sequence, by: 0n, era: undefined };
    return [{ key, change: { ...change, additions: [heard], fields: new Map() } }];
  }

  private valueOf(key: string): KeptValue {
    const { engine } = this;
    const type = engine.type(key);
    if (type === 'none') return null;
    return type === 'string' ? engine.get(key) : new Map(Object.entries(engine.hgetall(key)));
  }
}
