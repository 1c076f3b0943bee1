import { CacheJournalError } from '../errors/cache-journal.error';
import { type EvictionPolicy } from '../eviction/eviction.policy';
import { type Journal } from '../journal/journal';
import { type CacheClock } from './cache-clock.port';
import { type CacheMeter } from './cache-meter';
import { Expiries } from './expiries';
import { HashValue } from './hash-value';
import { HeldBack } from './held-back';
import { type Limits, Room } from './room';
import { none, SlotTable, type Value } from './slot-table';
import { stringBytes } from './string-bytes';

/** What a keyspace is made of. */
export interface KeyspaceParts {
  readonly clock: CacheClock;
  readonly meter: CacheMeter;
  readonly limits: Limits;
  readonly policy: (table: SlotTable) => EvictionPolicy;
  readonly isPinned: ((key: string) => boolean) | undefined;
}

/** The entries: every read and every write of any command goes through here, and nothing else removes an entry. */
export class Keyspace {
  table: SlotTable;
  /** Where changes of critical entries are written before they are made. */
  journal: Journal | undefined;
  private policy: EvictionPolicy;
  private room: Room;
  private expiries: Expiries;
  private heldBack: HeldBack;

  constructor(private readonly parts: KeyspaceParts) {
    this.reset();
  }

  /** The slot of a key that has not expired. */
  find(key: string): number {
    const slot = this.table.find(key);
    if (slot === none || this.parts.clock.now() <= (this.table.expires[slot] as number)) return slot;
    this.forget(slot);
    return none;
  }

  /** The slot of a key, counted as a hit or a miss, and as a use of the entry. */
  read(key: string): number {
    if (--this.parts.meter.untilSample === 0) return this.parts.meter.time(() => this.lookUp(key));
    return this.lookUp(key);
  }

  /** What a slot holds. */
  valueAt(slot: number): Value {
    return this.table.values[slot] as Value;
  }

  expiryAt(slot: number): number {
    return this.table.expires[slot] as number;
  }

  /** Gives a key, whose slot this is, a text for its value. */
  putText(slot: number, key: string, value: string, expiresAt: number): void {
    const bytes = stringBytes(value);
    const isPinned = this.makeRoom(slot, key, bytes);
    if (this.journal?.takes(key)) this.journal.texts([[key, value]], expiresAt);
    this.store(slot, key, value, bytes, expiresAt, isPinned);
  }

  /** Gives several keys their texts, all of them or none. */
  putTexts(pairs: readonly (readonly [string, string])[], expiresAt: number): void {
    const texts = new Map(pairs);
    this.lookAtHeldBack();
    // Used a moment ago, they are the last that make room for each other.
    for (const key of texts.keys()) this.touch(this.table.find(key));
    this.room.makeForAll(texts);
    const critical = [...texts].filter(([key]) => this.journal?.takes(key));
    if (critical.length > 0) this.journal?.texts(critical, expiresAt);
    for (const [key, value] of texts) {
      const slot = this.table.find(key);
      const isPinned = slot === none ? (this.parts.isPinned?.(key) ?? false) : this.isPinned(slot);
      this.store(slot, key, value, stringBytes(value), expiresAt, isPinned);
    }
  }

  /** Sets fields of a hash, a new one where there is none; gives how many are new. */
  putFields(slot: number, key: string, pairs: readonly string[], expiresAt: number): number {
    const hash = slot === none ? new HashValue() : (this.valueAt(slot) as HashValue);
    const isPinned = this.makeRoom(slot, key, hash.bytes + hash.growth(pairs));
    if (this.journal?.takes(key)) this.journal.fields(key, pairs, expiresAt, slot === none);
    let added = 0;
    for (let at = 0; at < pairs.length; at += 2)
      if (hash.set(pairs[at] as string, pairs[at + 1] as string)) added++;
    this.store(slot, key, hash, hash.bytes, expiresAt, isPinned);
    return added;
  }

  /** Takes fields out of the hash in a slot, and the key with the last of them; gives how many were there. */
  dropFields(slot: number, fields: readonly string[]): number {
    const [key, hash] = [this.table.keys[slot] as string, this.valueAt(slot) as HashValue];
    if (this.journal?.takes(key)) this.journal.fieldsGone(key, fields);
    let dropped = 0;
    for (const field of fields) if (hash.delete(field)) dropped++;
    if (hash.fields.size === 0) {
      this.forget(slot);
      this.parts.meter.deletes++;
    } else if (dropped > 0) this.store(slot, key, hash, hash.bytes, this.expiryAt(slot), this.isPinned(slot));
    return dropped;
  }

  setExpiry(slot: number, expiresAt: number): void {
    const key = this.table.keys[slot] as string;
    if (this.journal?.takes(key)) this.journal.expiry(key, expiresAt);
    this.table.expires[slot] = expiresAt;
    this.expiries.note(expiresAt);
  }

  /** Deletes what a command asked to be deleted. */
  delete(slot: number): void {
    this.takeOut(slot);
    this.parts.meter.deletes++;
  }

  /** The keys that have not expired. */
  liveKeys(): string[] {
    const now = this.parts.clock.now();
    const { keys, expires } = this.table;
    return keys.filter((key, slot): key is string => key !== undefined && now <= (expires[slot] as number));
  }

  clear(): void {
    this.journal?.cleared();
    this.reset();
  }

  /** Removes expired entries, a slice of the work at a time; true when all has been looked at. */
  cleanUp(): boolean {
    const isDone = this.expiries.slice(this.parts.clock.now());
    if (isDone) this.parts.meter.lastCleanupTime = this.parts.clock.now();
    return isDone;
  }

  private reset(): void {
    this.table = new SlotTable();
    this.policy = this.parts.policy(this.table);
    this.expiries = new Expiries(this.table, (slot) => this.forget(slot));
    this.room = new Room(this.table, this.policy, this.parts.limits, {
      evict: (slot) => this.evict(slot),
      purge: (spared, isEnough) => this.expiries.purge(this.parts.clock.now(), spared, isEnough),
    });
    this.heldBack = new HeldBack(this.table, this.policy, this.room);
  }

  private lookUp(key: string): number {
    const slot = this.find(key);
    if (slot === none) this.parts.meter.misses++;
    else {
      this.parts.meter.hits++;
      this.touch(slot);
    }
    return slot;
  }

  private touch(slot: number): void {
    if (slot !== none && !this.isPinned(slot)) this.policy.touched(slot);
  }

  private isPinned(slot: number): boolean {
    return this.table.pinned[slot] === 1;
  }

  /** Room for a key to hold this much; tells whether it may not be evicted. */
  private makeRoom(slot: number, key: string, valueBytes: number): boolean {
    this.lookAtHeldBack();
    const isNew = slot === none;
    const isPinned = isNew ? (this.parts.isPinned?.(key) ?? false) : this.isPinned(slot);
    const bytes = isNew ? this.table.costOf(key) + valueBytes : valueBytes - this.table.valueBytesOf(slot);
    if (isNew || bytes > 0) this.room.make(isNew ? 1 : 0, bytes, slot, isPinned);
    return isPinned;
  }

  private store(
    slot: number,
    key: string,
    value: Value,
    bytes: number,
    expiresAt: number,
    isPinned: boolean,
  ): void {
    const { table, policy } = this;
    const before = table.bytes;
    if (slot === none) {
      const added = table.add(key, value, bytes, expiresAt);
      if (isPinned) table.pinned[added] = 1;
      else policy.added(added);
    } else {
      table.set(slot, value, bytes, expiresAt);
      if (!isPinned) policy.touched(slot);
    }
    if (isPinned) this.room.pin(slot === none ? 1 : 0, table.bytes - before);
    this.expiries.note(expiresAt);
    this.parts.meter.sets++;
  }

  /** False where it stays: what the journal was not told is gone would come back one day. */
  private evict(slot: number): boolean {
    try {
      this.takeOut(slot);
    } catch (error) {
      if (!(error instanceof CacheJournalError)) throw error;
      this.heldBack.add(slot);
      return false;
    }
    this.parts.meter.evictions++;
    return true;
  }

  private lookAtHeldBack(): void {
    const slot = this.heldBack.first;
    if (slot === none) return;
    try {
      // Changes nothing, and shows whether it takes something.
      this.journal?.expiry(this.table.keys[slot] as string, this.expiryAt(slot));
    } catch (error) {
      if (error instanceof CacheJournalError) return;
      throw error;
    }
    this.heldBack.release();
  }

  private takeOut(slot: number): void {
    const key = this.table.keys[slot] as string;
    if (this.journal?.takes(key)) this.journal.gone(key);
    this.forget(slot);
  }

  /** Removes an entry that the journal need not be told of: it expired, or is told of already. */
  private forget(slot: number): void {
    if (this.isPinned(slot)) {
      this.room.pin(-1, -this.table.bytesOf(slot));
      this.table.pinned[slot] = 0;
      this.heldBack.forget(slot);
    } else this.policy.removed(slot);
    this.table.remove(slot);
  }
}
