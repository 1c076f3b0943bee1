import { type MemoryEngine } from '../../memory/memory-engine';
import { type CacheKeys } from '../redis/cache-keys';
import { markMs } from '../redis/mark-lua';
import { type Brought } from './bring-scripts';
import { encodeKnown } from './encode-known';
import { type KnownKey } from './known-key';
import { type KnownKeys } from './known-keys';
import { type WriteStamps } from './write-stamps';

/** A key with what `restoreKnown` is told of it. */
export interface LostEntry {
  readonly key: string;
  readonly json: string;
}

/** The critical keys that this process knows, for a Redis that comes back with less. */
export class LostKeys {
  constructor(
    private readonly engine: MemoryEngine,
    private readonly keys: CacheKeys,
    private readonly stamps: WriteStamps,
    readonly known: KnownKeys,
  ) {}

  /** A few at a time, without what was seen before everything was forgotten. */
  *parts(size: number, flushedAt: string): Generator<LostEntry[]> {
    const held = this.engine.keys('*').filter((key) => this.keys.isCritical(key));
    const names = [...new Set([...held, ...this.known.names()])];
    for (let at = 0; at < names.length; at += size) {
      // What only memory holds has in it what was added so far, and Redis is told so.
      this.stamps.beginEra();
      yield names.slice(at, at + size).flatMap((key) => this.entriesOf(key, flushedAt));
    }
  }

  /** Changes of an outage are in Redis: it is known as it is there. */
  brought(key: string, { text, ttl, mark }: Brought): void {
    if (text !== undefined) this.known.text(key, text, { ttl, mark });
    else this.known.hash(key, new Set(this.fieldsOf(key)), { ttl, mark });
  }

  private fieldsOf(key: string): string[] {
    return this.engine.type(key) === 'hash' ? Object.keys(this.engine.hgetall(key)) : [];
  }

  private entriesOf(key: string, flushedAt: string): LostEntry[] {
    const { engine, stamps } = this;
    const lives: KnownKey[] = [];
    for (let life = this.known.get(key); life; life = life.past) lives.unshift(life);
    const told = lives.filter(({ seenAt }) => seenAt > flushedAt && ageOf(seenAt) < markMs);
    const texts = lives.length === 0 ? [encodeKnown(key, engine, stamps)] : told.map((life) => encodeKnown(key, engine, stamps, life)); // prettier-ignore
    return texts.flatMap((json) => (json === undefined ? [] : [{ key, json }]));
  }
}

const ageOf = (stamp: string): number => Date.now() - Number(stamp.slice(0, 15));
