import { type Expiring, isExpired } from '../recovery/expiring';
import { OldestFirst } from '../recovery/oldest-first';
import { ExpiryQueue, type Queued } from './expiry-queue';
import { MemoryTierFullError } from './memory-tier-full.error';
import { defaultMemoryTierOptions, type MemoryTierOptions } from './memory-tier.options';

/** What a tier holds now and what happened in it so far. */
export interface MemoryTierStats {
  readonly entries: number;
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  readonly refused: number;
  readonly expired: number;
}

/** One put. */
export interface MemoryPut<T> extends Expiring<T> {
  /** A live lock or revocation: never evicted. */
  readonly isLiveSecurity: boolean;
}

interface Entry<T> extends MemoryPut<T>, Queued {
  readonly key: string;
  readonly bytes: number;
}

/** Every put clears away a few that expired, so that nobody has to pass over all of them. */
const expiredPerPut = 2;

/** Bounded memory of a process for fallback data. What is unused for longest makes room, live security state never. */
export class MemoryTier<T> {
  private readonly options: MemoryTierOptions<T>;
  private readonly ordinary = new OldestFirst<Entry<T>>();
  private readonly security = new Map<string, Entry<T>>();
  private readonly byExpiry = new ExpiryQueue<Entry<T>>();
  private readonly counted = { hits: 0, misses: 0, evictions: 0, refused: 0, expired: 0 };
  private bytes = 0;
  private securityBytes = 0;
  private incompleteUntil = 0;

  constructor(
    readonly name: string,
    options: Partial<MemoryTierOptions<T>> = {},
  ) {
    this.options = { ...defaultMemoryTierOptions, ...options };
  }

  /** False while live security state that found no room would still hold: what is not found here may exist. */
  get isComplete(): boolean {
    return this.options.now() >= this.incompleteUntil;
  }

  get stats(): MemoryTierStats {
    return { entries: this.ordinary.size + this.security.size, bytes: this.bytes, ...this.counted };
  }

  /** Holds a value until its moment; throws MemoryTierFullError, with nothing changed, if there is no room for it. */
  put(key: string, put: MemoryPut<T>): void {
    this.sweep(expiredPerPut);
    const known = this.find(key);
    const { value, expiresAt, isLiveSecurity } = put;
    const bytes = this.options.bytesOf(key, value);
    const entry: Entry<T> = { key, value, expiresAt, isLiveSecurity, bytes, position: 0 };
    if (isExpired(put.expiresAt, this.options.now())) return known && this.remove(known);
    if (!this.couldFit(entry, known)) this.refuse(put);
    if (known) this.remove(known);
    while (!this.fits(entry)) this.evictOldest();
    this.insert(entry);
  }

  /** The value, which is not copied; it counts as used by this. */
  get(key: string): T | undefined {
    const entry = this.find(key);
    if (entry === undefined) {
      this.counted.misses += 1;
      return undefined;
    }
    this.counted.hits += 1;
    if (!entry.isLiveSecurity) this.ordinary.put(key, entry);
    return entry.value;
  }

  /** The value, without using or counting it. */
  peek(key: string): T | undefined {
    return this.find(key)?.value;
  }

  delete(key: string): boolean {
    const entry = this.find(key);
    if (entry === undefined) return false;
    this.remove(entry);
    return true;
  }

  /** Clears away at most so many of what expired; gives how many that were. */
  sweep(limit: number): number {
    const now = this.options.now();
    let swept = 0;
    for (let first = this.byExpiry.first; first && swept < limit; first = this.byExpiry.first) {
      if (!isExpired(first.expiresAt, now)) break;
      this.expire(first);
      swept += 1;
    }
    return swept;
  }

  private find(key: string): Entry<T> | undefined {
    const entry = this.security.get(key) ?? this.ordinary.get(key);
    if (entry === undefined || !isExpired(entry.expiresAt, this.options.now())) return entry;
    this.expire(entry);
    return undefined;
  }

  private fits(entry: Entry<T>): boolean {
    const { maxEntries, maxBytes } = this.options;
    return this.ordinary.size + this.security.size < maxEntries && this.bytes + entry.bytes <= maxBytes;
  }

  /** Whether there would be room with all that may go gone. */
  private couldFit(entry: Entry<T>, replaced: Entry<T> | undefined): boolean {
    const { maxEntries, maxBytes } = this.options;
    const own = replaced?.isLiveSecurity ? replaced : undefined;
    const fits = (): boolean =>
      this.security.size - (own ? 1 : 0) < maxEntries &&
      this.securityBytes - (own?.bytes ?? 0) + entry.bytes <= maxBytes;
    // Only what is expired may stand in the way of security state, so all of that goes before a refusal.
    while (!fits()) if (this.sweep(1) === 0) return false;
    return true;
  }

  private refuse(put: MemoryPut<T>): never {
    this.counted.refused += 1;
    if (put.isLiveSecurity) this.incompleteUntil = Math.max(this.incompleteUntil, put.expiresAt);
    throw new MemoryTierFullError(this.name);
  }

  private evictOldest(): void {
    if (this.sweep(1) > 0) return;
    const oldest = this.ordinary.takeOldest()?.[1];
    if (oldest === undefined) return;
    this.remove(oldest);
    this.counted.evictions += 1;
  }

  private expire(entry: Entry<T>): void {
    this.remove(entry);
    this.counted.expired += 1;
  }

  private insert(entry: Entry<T>): void {
    if (entry.isLiveSecurity) this.security.set(entry.key, entry);
    else this.ordinary.put(entry.key, entry);
    this.byExpiry.add(entry);
    this.bytes += entry.bytes;
    if (entry.isLiveSecurity) this.securityBytes += entry.bytes;
  }

  private remove(entry: Entry<T>): void {
    if (entry.isLiveSecurity) this.security.delete(entry.key);
    else this.ordinary.delete(entry.key);
    this.byExpiry.remove(entry);
    this.bytes -= entry.bytes;
    if (entry.isLiveSecurity) this.securityBytes -= entry.bytes;
  }
}
