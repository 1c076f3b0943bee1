import { isExpired } from './expiring';
import { heapBytes } from './heap-bytes';
import { type Droppable, type KeptRoom } from './kept-room';
import { type KeptStoreOptions } from './kept-store.options';
import { KeptWritesFullError } from './kept-writes-full.error';
import { OldestFirst } from './oldest-first';

/** One write as it is kept: all writes to its key so far, merged. */
export interface KeptEntry<S> {
  readonly key: string;
  readonly state: S;
  readonly bytes: number;
}

/** Entries on their way to Redis. They count as kept until acknowledged; all of them may turn out to have expired. */
export interface KeptBatch<S> {
  readonly entries: readonly KeptEntry<S>[];
}

/** What happened to the writes of one store so far. */
export interface KeptCounts {
  readonly kept: number;
  readonly coalesced: number;
  readonly dropped: number;
  readonly refused: number;
  readonly expired: number;
}

/** What the entry itself and its place in the map take. */
const entryBytes = 130;
/** How many expired entries one drain passes over at most, so that it stays short. */
const maxExpiredPerDrain = 1_000;

/** The kept writes of one store. */
export class KeptStore<S> implements Droppable {
  private readonly pending = new OldestFirst<KeptEntry<S>>();
  private readonly inFlight = new Set<KeptBatch<S>>();
  private readonly counted = { kept: 0, coalesced: 0, dropped: 0, refused: 0, expired: 0 };
  private inFlightEntries = 0;
  private droppedSinceTaken = 0;
  /** Of entries that wait. */
  bytes = 0;

  constructor(
    private readonly options: KeptStoreOptions<S>,
    private readonly room: KeptRoom,
    private readonly now: () => number,
  ) {}

  get name(): string {
    return this.options.name;
  }

  /** A write may be dropped, so its store must have a record to bring it back from. */
  get isDurable(): boolean {
    return this.options.isDurable;
  }

  /** Entries that wait; those on their way are not among them. */
  get size(): number {
    return this.pending.size;
  }

  /** Entries not yet acknowledged. */
  get unsettled(): number {
    return this.pending.size + this.inFlightEntries;
  }

  /** A write to the key is not yet acknowledged. */
  has(key: string): boolean {
    return this.pending.get(key) !== undefined || this.isOnItsWay(key);
  }

  /** It is not, and Redis is being told. */
  isOnItsWay(key: string): boolean {
    for (const { entries } of this.inFlight) if (entries.some((entry) => entry.key === key)) return true;
    return false;
  }

  get counts(): KeptCounts {
    return { ...this.counted };
  }

  /** Keeps a write, merged with what is kept of its key; throws KeptWritesFullError if it would be lost. */
  keep(key: string, state: S): void {
    const own = this.pending.get(key);
    if (own) this.take(own);
    const entry = this.entryOf(key, own ? this.options.rule.merge(own.state, state) : state);
    if (!this.room.claim(entry.bytes)) return this.noRoom(own);
    this.insert(entry);
    this.counted.kept += 1;
    if (own) this.counted.coalesced += 1;
  }

  /**
   * The oldest entries, which are this caller's until acknowledged or given back; undefined when none wait. The entry
   * that reaches `batchBytes` is the last.
   */
  drain(batchSize: number, batchBytes = Infinity): KeptBatch<S> | undefined {
    if (this.pending.size === 0) return undefined;
    const entries: KeptEntry<S>[] = [];
    let bytes = 0;
    for (let expired = 0; entries.length < batchSize && bytes < batchBytes && expired < maxExpiredPerDrain;) {
      const entry = this.pending.takeOldest()?.[1];
      if (entry === undefined) break;
      this.bytes -= entry.bytes;
      if (isExpired(this.options.rule.expiresAt(entry.state), this.now())) {
        this.room.release(entry.bytes);
        this.counted.expired += 1;
        expired += 1;
      } else {
        entries.push(entry);
        bytes += entry.bytes;
      }
    }
    const batch = { entries };
    this.inFlight.add(batch);
    this.inFlightEntries += entries.length;
    return batch;
  }

  /** Redis has them. What was kept of their keys since stays. */
  acknowledge(batch: KeptBatch<S>): void {
    if (!this.settle(batch)) return;
    for (const entry of batch.entries) this.room.release(entry.bytes);
  }

  /** Redis may not have them: they wait again, merged with what was kept of their keys since. */
  giveBack(batch: KeptBatch<S>): void {
    if (!this.settle(batch)) return;
    for (const entry of batch.entries) {
      const newer = this.pending.get(entry.key);
      if (newer) this.take(newer);
      const back = newer ? this.entryOf(entry.key, this.options.rule.merge(entry.state, newer.state)) : entry;
      this.room.release(entry.bytes);
      // Two copies become one: never more than was taken before, so there is room.
      this.room.add(back.bytes);
      this.insert(back);
    }
  }

  dropOldest(): void {
    const entry = this.pending.takeOldest()?.[1];
    if (entry === undefined) return;
    this.bytes -= entry.bytes;
    this.room.release(entry.bytes);
    this.countDropped();
  }

  /** How many were dropped since this was last asked: if any, the store must be rehydrated from its record. */
  takeDropped(): number {
    const dropped = this.droppedSinceTaken;
    this.droppedSinceTaken = 0;
    return dropped;
  }

  /** What was dropped is still missing in Redis: the next to ask is told again. */
  giveBackDropped(dropped: number): void {
    this.droppedSinceTaken += dropped;
  }

  private noRoom(own: KeptEntry<S> | undefined): void {
    if (this.options.isDurable) return this.countDropped();
    this.counted.refused += 1;
    if (own) {
      this.room.add(own.bytes);
      this.insert(own);
    }
    throw new KeptWritesFullError(this.name);
  }

  private entryOf(key: string, state: S): KeptEntry<S> {
    const bytes = this.options.bytesOf?.(key, state) ?? heapBytes(key) + heapBytes(state);
    return { key, state, bytes: bytes + entryBytes };
  }

  private insert(entry: KeptEntry<S>): void {
    this.pending.put(entry.key, entry);
    this.bytes += entry.bytes;
  }

  private take(entry: KeptEntry<S>): void {
    this.pending.delete(entry.key);
    this.bytes -= entry.bytes;
    this.room.release(entry.bytes);
  }

  private countDropped(): void {
    this.counted.dropped += 1;
    this.droppedSinceTaken += 1;
  }

  /** False for a batch that was settled before, so that telling twice does no harm. */
  private settle(batch: KeptBatch<S>): boolean {
    if (!this.inFlight.delete(batch)) return false;
    this.inFlightEntries -= batch.entries.length;
    return true;
  }
}
