import { none, type SlotTable } from '../keyspace/slot-table';
import { EvictionPolicy } from './eviction.policy';
import { FrequencySketch } from './frequency-sketch';
import { hashOf } from './key-hash';
import { SlotList } from './slot-list';

const windowShare = 0.01;
const guardedShare = 0.8;

/**
 * W-TinyLFU: gives up what is used least often. A newcomer waits in a small window; to get further it must have been
 * used more often than the one that would go for it, so a scan passes through the window and displaces nothing.
 */
export class TinyLfuPolicy extends EvictionPolicy {
  private readonly window: SlotList;
  private readonly trial: SlotList;
  private readonly guarded: SlotList;
  private readonly sketch = new FrequencySketch();
  private hashes = new Int32Array(0);
  private lists: SlotList[] = [];

  constructor(private readonly table: SlotTable) {
    super();
    this.window = new SlotList(table);
    this.trial = new SlotList(table);
    this.guarded = new SlotList(table);
  }

  override added(slot: number): void {
    if (slot >= this.hashes.length) this.grow();
    const hash = hashOf(this.table.keys[slot] as string);
    this.hashes[slot] = hash;
    this.sketch.fit(this.table.size);
    this.sketch.count(hash);
    this.put(slot, this.window);
    while (this.window.size > this.windowLimit) this.move(this.window.head, this.trial);
  }

  override touched(slot: number): void {
    this.sketch.count(this.hashes[slot] as number);
    const list = this.lists[slot] as SlotList;
    if (list !== this.trial) return list.moveToEnd(slot);
    this.move(slot, this.guarded);
    if (this.guarded.size > (this.trial.size + this.guarded.size) * guardedShare)
      this.move(this.guarded.head, this.trial);
  }

  override removed(slot: number): void {
    this.lists[slot]?.remove(slot);
  }

  override victim(spared: number): number {
    const newest = this.window.first(spared);
    const trial = this.trial.first(spared);
    const settled = trial === none ? this.guarded.first(spared) : trial;
    if (newest === none || settled === none) return newest === none ? settled : newest;
    if (this.window.size < this.windowLimit) return settled;
    if (this.frequency(newest) <= this.frequency(settled)) return newest;
    this.move(newest, this.trial);
    return settled;
  }

  private get windowLimit(): number {
    return Math.max(1, Math.floor((this.window.size + this.trial.size + this.guarded.size) * windowShare));
  }

  private frequency(slot: number): number {
    return this.sketch.estimate(this.hashes[slot] as number);
  }

  private move(slot: number, to: SlotList): void {
    this.lists[slot]?.remove(slot);
    this.put(slot, to);
  }

  private put(slot: number, list: SlotList): void {
    this.lists[slot] = list;
    list.push(slot);
  }

  private grow(): void {
    const grown = new Int32Array(this.table.capacity);
    grown.set(this.hashes);
    this.hashes = grown;
  }
}
