import { none, type SlotTable } from '../keyspace/slot-table';

/** Slots in an order; a slot is in one list at most, its neighbours are kept in the table. */
export class SlotList {
  head = none;
  tail = none;
  size = 0;

  constructor(private readonly table: SlotTable) {}

  /** The first; or the second, where the first is the one to be spared. */
  first(spared: number): number {
    if (this.head !== spared || this.head === none) return this.head;
    return this.table.next[this.head] as number;
  }

  push(slot: number): void {
    const { next, previous } = this.table;
    previous[slot] = this.tail;
    next[slot] = none;
    if (this.tail === none) this.head = slot;
    else next[this.tail] = slot;
    this.tail = slot;
    this.size++;
  }

  remove(slot: number): void {
    const { next, previous } = this.table;
    const [before, after] = [previous[slot] as number, next[slot] as number];
    if (before === none) this.head = after;
    else next[before] = after;
    if (after === none) this.tail = before;
    else previous[after] = before;
    this.size--;
  }

  moveToEnd(slot: number): void {
    if (slot === this.tail) return;
    this.remove(slot);
    this.push(slot);
  }
}
