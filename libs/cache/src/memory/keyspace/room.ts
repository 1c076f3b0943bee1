import { type EvictionPolicy } from '../eviction/eviction.policy';
import { CacheFullError } from '../errors/cache-full.error';
import { none, type SlotTable } from './slot-table';
import { stringBytes } from './string-bytes';

/** How much may be held. */
export interface Limits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** What making room may do to the entries. */
export interface Clearing {
  /** False where it cannot go, and is no candidate from then on. */
  evict(slot: number): boolean;
  /** Removes what has expired, but for the spared slot, until it is enough; false when nothing had. */
  purge(spared: number, isEnough: () => boolean): boolean;
}

/** Sees that all entries stay within the limits, and that those that may not be evicted are not. */
export class Room {
  private pinnedEntries = 0;
  private pinnedBytes = 0;

  constructor(
    private readonly table: SlotTable,
    private readonly policy: EvictionPolicy,
    private readonly limits: Limits,
    private readonly clearing: Clearing,
  ) {}

  /** Room for this much more, without a sacrifice of the spared slot; CacheFullError, with nothing changed, when it cannot be had. */
  make(entries: number, bytes: number, spared: number, isPinned: boolean): void {
    if (this.fits(entries, bytes)) return;
    // Those that stay whatever happens, and the one that is written.
    const ownBytes = spared === none || isPinned ? 0 : this.table.bytesOf(spared);
    const ownEntries = spared === none || isPinned ? 0 : 1;
    const canFit = () =>
      this.pinnedBytes + ownBytes + bytes <= this.limits.maxBytes &&
      this.pinnedEntries + ownEntries + entries <= this.limits.maxEntries;
    if (!canFit() && !(this.clearing.purge(spared, canFit) && canFit())) throw new CacheFullError();
    while (!this.fits(entries, bytes)) this.evictOne(spared);
  }

  /** Room for all these texts together, likewise: more than can be held at once is refused as a whole. */
  makeForAll(texts: ReadonlyMap<string, string>): void {
    const canFit = () => {
      const { entries, bytes } = this.needOf(texts, (slot) => this.table.pinned[slot] === 1);
      return (
        this.pinnedBytes + bytes <= this.limits.maxBytes &&
        this.pinnedEntries + entries <= this.limits.maxEntries
      );
    };
    if (!canFit() && !(this.clearing.purge(none, canFit) && canFit())) throw new CacheFullError();
    let need = this.needOf(texts);
    while (!this.fits(need.entries, need.bytes)) {
      if (texts.has(this.evictOne(none))) need = this.needOf(texts);
    }
  }

  /** An entry came that may not be evicted, or one grew (negative bytes: shrank). */
  pin(entries: number, bytes: number): void {
    this.pinnedEntries += entries;
    this.pinnedBytes += bytes;
  }

  /** What these add to those there are; or to some of them, and then the others come anew. */
  private needOf(texts: ReadonlyMap<string, string>, counts = (_slot: number) => true) {
    const need = { entries: 0, bytes: 0 };
    for (const [key, value] of texts) {
      const slot = this.table.find(key);
      need.bytes += stringBytes(value);
      if (slot !== none && counts(slot)) need.bytes -= this.table.valueBytesOf(slot);
      else {
        need.entries++;
        need.bytes += this.table.costOf(key);
      }
    }
    return need;
  }

  /** Gives up one entry and tells its key. */
  private evictOne(spared: number): string {
    for (;;) {
      const victim = this.policy.victim(spared);
      if (victim === none) throw new CacheFullError();
      const key = this.table.keys[victim] as string;
      if (this.clearing.evict(victim)) return key;
    }
  }

  private fits(entries: number, bytes: number): boolean {
    return (
      this.table.size + entries <= this.limits.maxEntries && this.table.bytes + bytes <= this.limits.maxBytes
    );
  }
}
