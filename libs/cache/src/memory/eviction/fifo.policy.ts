import { type SlotTable } from '../keyspace/slot-table';
import { EvictionPolicy } from './eviction.policy';
import { SlotList } from './slot-list';

/** Gives up what came first; writing it anew does not make it younger. */
export class FifoPolicy extends EvictionPolicy {
  private readonly list: SlotList;

  constructor(table: SlotTable) {
    super();
    this.list = new SlotList(table);
  }

  override added(slot: number): void {
    this.list.push(slot);
  }

  override touched(): void {
    // Being used is no merit here.
  }

  override removed(slot: number): void {
    this.list.remove(slot);
  }

  override victim(spared: number): number {
    return this.list.first(spared);
  }
}
