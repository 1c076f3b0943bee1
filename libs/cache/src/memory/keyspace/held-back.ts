import { type EvictionPolicy } from '../eviction/eviction.policy';
import { type Room } from './room';
import { none, type SlotTable } from './slot-table';

/** Entries that would have been given up, had the journal taken that they went: no candidates until it takes something again. */
export class HeldBack {
  private readonly slots = new Set<number>();

  constructor(
    private readonly table: SlotTable,
    private readonly policy: EvictionPolicy,
    private readonly room: Room,
  ) {}

  /** One of them, if there are any. */
  get first(): number {
    for (const slot of this.slots) return slot;
    return none;
  }

  add(slot: number): void {
    this.policy.removed(slot);
    this.table.pinned[slot] = 1;
    this.room.pin(1, this.table.bytesOf(slot));
    this.slots.add(slot);
  }

  /** It is gone. */
  forget(slot: number): void {
    this.slots.delete(slot);
  }

  /** Candidates again, all of them. */
  release(): void {
    for (const slot of this.slots) {
      this.table.pinned[slot] = 0;
      this.room.pin(-1, -this.table.bytesOf(slot));
      this.policy.added(slot);
    }
    this.slots.clear();
  }
}
