import { type HashValue } from './hash-value';
import { stringBytes } from './string-bytes';

/** What a key holds. */
export type Value = string | HashValue;

/** No slot. */
export const none = -1;

const firstCapacity = 256;
// Beside its texts: its place in the map and in the arrays below, as they are on average between two growths.
const entryBytes = 96;

/**
 * Keys and what is known of each, in arrays side by side: a slot is a number, and an entry costs no object for the
 * garbage collector to follow.
 */
export class SlotTable {
  private readonly index = new Map<string, number>();
  private readonly free: number[] = [];
  readonly keys: (string | undefined)[] = [];
  readonly values: (Value | undefined)[] = [];
  /** When each expires, Infinity for never. */
  expires = new Float64Array(firstCapacity);
  /** The neighbours in whatever list a slot is in. */
  next = new Int32Array(firstCapacity);
  previous = new Int32Array(firstCapacity);
  /** 1 for what may not be evicted. */
  pinned = new Uint8Array(firstCapacity);
  private keyBytes = new Uint32Array(firstCapacity);
  private valueBytes = new Float64Array(firstCapacity);
  /** Of all entries. */
  bytes = 0;

  get size(): number {
    return this.index.size;
  }

  /** One more than the highest slot ever used. */
  get end(): number {
    return this.keys.length;
  }

  /** How many slots there is room for without growing. */
  get capacity(): number {
    return this.expires.length;
  }

  /** The slot of a key, expired or not; none where it has none. */
  find(key: string): number {
    const slot = this.index.get(key);
    return slot === undefined ? none : slot;
  }

  /** What a slot takes in all. */
  bytesOf(slot: number): number {
    return (this.keyBytes[slot] as number) + (this.valueBytes[slot] as number);
  }

  /** What the value in a slot takes. */
  valueBytesOf(slot: number): number {
    return this.valueBytes[slot] as number;
  }

  /** What a key takes before it holds anything. */
  costOf(key: string): number {
    return entryBytes + stringBytes(key);
  }

  /** Gives a key that has none a slot. */
  add(key: string, value: Value, valueBytes: number, expiresAt: number): number {
    const slot = this.free.pop() ?? this.keys.length;
    if (slot === this.expires.length) this.grow();
    const cost = this.costOf(key);
    this.index.set(key, slot);
    this.keys[slot] = key;
    this.values[slot] = value;
    this.expires[slot] = expiresAt;
    this.keyBytes[slot] = cost;
    this.valueBytes[slot] = valueBytes;
    this.bytes += cost + valueBytes;
    return slot;
  }

  set(slot: number, value: Value, valueBytes: number, expiresAt: number): void {
    this.bytes += valueBytes - (this.valueBytes[slot] as number);
    this.values[slot] = value;
    this.valueBytes[slot] = valueBytes;
    this.expires[slot] = expiresAt;
  }

  remove(slot: number): void {
    this.bytes -= this.bytesOf(slot);
    this.index.delete(this.keys[slot] as string);
    this.keys[slot] = undefined;
    this.values[slot] = undefined;
    // So that a look at all expiries passes it by.
    this.expires[slot] = Infinity;
    this.free.push(slot);
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    const copy = <T extends { set(from: T): void }>(to: T, from: T): T => (to.set(from), to);
    this.expires = copy(new Float64Array(capacity), this.expires);
    this.next = copy(new Int32Array(capacity), this.next);
    this.previous = copy(new Int32Array(capacity), this.previous);
    this.pinned = copy(new Uint8Array(capacity), this.pinned);
    this.keyBytes = copy(new Uint32Array(capacity), this.keyBytes);
    this.valueBytes = copy(new Float64Array(capacity), this.valueBytes);
  }
}
