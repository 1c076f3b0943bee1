import { type CallDeadline } from '@secureconnect/resilience';
import { type MemoryEngine } from '../../memory/memory-engine';
import { type Held } from '../redis/read-scripts';

/** One read under way: what it brings is old news once the key was written meanwhile. */
export interface Reading {
  isOvertaken: boolean;
  readers: number;
}

/**
 * Memory as it follows Redis: it holds what went through this process, for as long as Redis holds it. It must never
 * make a call fail that Redis has served; where it has no room it rather holds nothing than something old.
 */
export class MemoryMirror {
  private readonly readings = new Map<string, Reading>();

  constructor(readonly engine: MemoryEngine) {}

  /** Reads, and follows what was read of each key unless a write of this process came in between. */
  async following<T>(
    keys: readonly string[],
    read: Promise<T>,
    follow: (found: T, index: number) => void,
  ): Promise<T> {
    const readings = keys.map((key) => this.begin(key));
    try {
      const found = await read;
      keys.forEach((key, index) => {
        if (!readings[index]?.isOvertaken) this.kept(key, () => follow(found, index));
      });
      return found;
    } finally {
      keys.forEach((key, index) => this.end(key, readings[index] as Reading));
    }
  }

  /** A write of this process: reads of the key that began before bring old news. */
  overtake(key: string): void {
    const reading = this.readings.get(key);
    if (reading === undefined) return;
    reading.isOvertaken = true;
    this.readings.delete(key);
  }

  /** Follows a write that Redis took, unless memory took it meanwhile and goes on from there. */
  wrote(key: string, { isOver = false }: Pick<CallDeadline, 'isOver'>, follow: () => void): void {
    if (isOver) return;
    this.overtake(key);
    this.kept(key, follow);
  }

  text(key: string, { value, ttl }: Pick<Held<string | null>, 'value' | 'ttl'>): void {
    if (value !== null) this.engine.set(key, value, ttl);
    else if (ttl === undefined) this.gone(key);
  }

  /** Of a hash of which nothing else need be known. */
  fields(key: string, pairs: readonly string[], ttl: number | undefined): void {
    const [field, value, ...more] = pairs;
    if (ttl === undefined || field === undefined || value === undefined) return;
    if (this.engine.type(key) === 'string') this.engine.del(key);
    this.engine.hset(key, field, value, ...more);
    this.engine.expire(key, ttl);
  }

  gone(key: string): void {
    if (this.engine.type(key) !== 'none') this.engine.del(key);
  }

  /** Everything was forgotten. */
  flush(): void {
    for (const key of this.readings.keys()) this.overtake(key);
    this.engine.flushall();
  }

  private begin(key: string): Reading {
    let reading = this.readings.get(key);
    if (reading === undefined) this.readings.set(key, (reading = { isOvertaken: false, readers: 0 }));
    reading.readers += 1;
    return reading;
  }

  private end(key: string, reading: Reading): void {
    reading.readers -= 1;
    if (reading.readers === 0 && this.readings.get(key) === reading) this.readings.delete(key);
  }

  private kept(key: string, follow: () => void): void {
    try {
      follow();
    } catch {
      this.forget(key);
    }
  }

  private forget(key: string): void {
    try {
      this.engine.del(key);
    } catch {
      // A journal that cannot be written keeps an old entry; that is all memory can do.
      return;
    }
  }
}
