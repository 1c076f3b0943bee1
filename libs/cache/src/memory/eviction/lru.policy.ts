import { type SlotTable } from '../keyspace/slot-table';
import { EvictionPolicy } from './eviction.policy';
import { SlotList } from './slot-list';

/** Gives up what was used least recently. */
export class LruPolicy extends EvictionPolicy {
  private readonly list: SlotList;

  constructor(table: SlotTable) {
    super();
    this.list = new SlotList(table);
  }

  override added(slot: number): void {
    this.list.push(slot);
  }

  override touched(slot: number): void {
    this.list.moveToEnd(slot);
  }

  override removed(slot: number): void {
    this.list.remove(slot);
  }

  override victim(spared: number): number {
    return this.list.first(spared);
  }
}
