import { type KeptStore } from '@secureconnect/resilience';
import { type MemoryEngine } from '../../memory/memory-engine';
import { type CacheKeys } from '../redis/cache-keys';
import { type KeptChange, type KeptField, type KeptValue } from './kept-change';
import { type WriteStamps } from './write-stamps';

/** No key of a caller: in Redis every key has something behind the prefix's last sign, and no NUL. */
const everything = '\0everything';

const nothing = { additions: [], fields: new Map<string, KeptField>() };

/**
 * Keeps what memory took in place of Redis. Of a critical key all of it reaches Redis; of another only that what Redis
 * holds is out of date, so that it is forgotten there rather than served.
 */
export class KeptChanges {
  constructor(
    private readonly pending: KeptStore<KeptChange>,
    private readonly keys: CacheKeys,
    private readonly engine: MemoryEngine,
    private readonly stamps: WriteStamps,
    private readonly isEnabled: boolean,
  ) {}

  /** A key was given a value, or deleted (null), under a stamp. */
  base(key: string, value: KeptValue, at: string): void {
    if (!this.isEnabled) return;
    const kept = this.keys.isCritical(key) ? value : null;
    const freshEnd = this.endOf(key);
    this.keep(key, at, { base: { at, value: kept, endsAt: freshEnd }, freshEnd });
  }

  /** A key was added to; under the sequence of an attempt that Redis may have heard of, else under one of its own. */
  addition(key: string, by: bigint, attempted: number | undefined): void {
    if (!this.isKept(key)) return;
    const sequence = attempted ?? this.stamps.nextSequence();
    this.stamps.doubt(sequence);
    const era = attempted === undefined ? this.stamps.era : undefined;
    const additions = [{ sequence, by, era }];
    this.keep(key, this.stamps.next(), { additions, freshEnd: this.endOf(key) });
  }

  /** A field was given a value, or deleted (null). */
  field(key: string, field: string, value: string | null, at: string): void {
    if (!this.isKept(key)) return;
    this.keep(key, at, { fields: new Map([[field, { at, value }]]), freshEnd: this.endOf(key) });
  }

  /** How long a key lives was changed. */
  expiry(key: string, ttl: number, at: string): void {
    if (!this.isKept(key)) return;
    const endsAt = Date.now() + ttl;
    this.keep(key, at, { expiry: { at, endsAt }, freshEnd: endsAt });
  }

  /** Everything was forgotten: what was kept before is of no use any more. */
  flush(at: string): void {
    if (!this.isEnabled) return;
    const older = this.pending.drain(Infinity);
    if (older) this.pending.acknowledge(older);
    this.keep(everything, at, { base: { at, value: null, endsAt: Infinity }, freshEnd: 0, isFlush: true });
  }

  /** Nothing waits for Redis. */
  get areSettled(): boolean {
    return this.pending.unsettled === 0;
  }

  /** Redis lacks what memory took of one of these keys. */
  isLacking(keys: readonly string[]): boolean {
    const { pending } = this;
    return !this.areSettled && (pending.has(everything) || keys.some((key) => pending.has(key)));
  }

  /** And it is being told of it. */
  isBringing(keys: readonly string[]): boolean {
    const { pending } = this;
    return pending.isOnItsWay(everything) || keys.some((key) => pending.isOnItsWay(key));
  }

  private isKept(key: string): boolean {
    return this.isEnabled && this.keys.isCritical(key);
  }

  private keep(key: string, at: string, change: Partial<KeptChange> & Pick<KeptChange, 'freshEnd'>): void {
    this.pending.keep(key, { ...nothing, madeAt: Date.now(), at, ...change });
  }

  private endOf(key: string): number {
    const ttl = this.engine.ttl(key);
    return ttl === -1 ? Infinity : Date.now() + Math.max(0, ttl);
  }
}
