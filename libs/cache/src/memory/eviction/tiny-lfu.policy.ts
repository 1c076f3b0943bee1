import { none, type SlotTable } from '../keyspace/slot-table';
import { EvictionPolicy } from './eviction.policy';
import { FrequencySketch } from './frequency-sketch';
import { hashOf } from './key-hash';
import { SlotList } from './slot-list';

const windowShare = 0.01;
const guardedShare = 0.8;
const mostCount = 15;
/** So many uses an entry, and all counts are halved. */
const usesBetweenHalvings = 10;

const [inWindow, onTrial, isGuarded] = [0, 1, 2];

/**
 * W-TinyLFU: gives up what is used least often. A newcomer waits in a small window; to get further it must have been
 * used more often than the one that would go for it, so a scan passes through the window and displaces nothing. Uses
 * are counted with the entry itself, one step a read; the sketch remembers those of entries that are gone.
 */
export class TinyLfuPolicy extends EvictionPolicy {
  private readonly window: SlotList;
  private readonly trial: SlotList;
  private readonly guarded: SlotList;
  private readonly lists: readonly SlotList[];
  private readonly sketch = new FrequencySketch();
  private places = new Uint8Array(0);
  private counts = new Uint8Array(0);
  private untilHalving: number;

  constructor(private readonly table: SlotTable) {
    super();
    this.window = new SlotList(table);
    this.trial = new SlotList(table);
    this.guarded = new SlotList(table);
    this.lists = [this.window, this.trial, this.guarded];
    this.untilHalving = this.sketch.entries * usesBetweenHalvings;
  }

  override added(slot: number): void {
    if (slot >= this.counts.length) this.grow();
    this.sketch.fit(this.table.size);
    this.counts[slot] = this.sketch.estimate(hashOf(this.table.keys[slot] as string));
    this.count(slot);
    this.put(slot, inWindow);
    while (this.window.size > this.windowLimit) this.move(this.window.head, onTrial);
  }

  override touched(slot: number): void {
    this.count(slot);
    const place = this.places[slot] as number;
    if (place === isGuarded) return this.guarded.moveToEnd(slot);
    if (place === inWindow) return this.window.moveToEnd(slot);
    this.move(slot, isGuarded);
    if (this.guarded.size > (this.trial.size + this.guarded.size) * guardedShare)
      this.move(this.guarded.head, onTrial);
  }

  override removed(slot: number): void {
    this.listOf(slot).remove(slot);
    this.sketch.remember(hashOf(this.table.keys[slot] as string), this.counts[slot] as number);
  }

  override victim(spared: number): number {
    const newest = this.window.first(spared);
    const trial = this.trial.first(spared);
    const settled = trial === none ? this.guarded.first(spared) : trial;
    if (newest === none || settled === none) return newest === none ? settled : newest;
    if (this.window.size < this.windowLimit) return settled;
    if ((this.counts[newest] as number) <= (this.counts[settled] as number)) return newest;
    this.move(newest, onTrial);
    return settled;
  }

  private get windowLimit(): number {
    return Math.max(1, Math.floor((this.window.size + this.trial.size + this.guarded.size) * windowShare));
  }

  private count(slot: number): void {
    const { counts } = this;
    const count = counts[slot] as number;
    if (count < mostCount) counts[slot] = count + 1;
    if (--this.untilHalving <= 0) this.halve();
  }

  private halve(): void {
    const { counts, sketch } = this;
    // Four at a time; there is room for a power of two of them.
    const words = new Int32Array(counts.buffer);
    for (let at = 0; at < words.length; at++) words[at] = ((words[at] as number) >>> 1) & 0x07070707;
    sketch.halve();
    this.untilHalving = sketch.entries * usesBetweenHalvings;
  }

  private listOf(slot: number): SlotList {
    return this.lists[this.places[slot] as number] as SlotList;
  }

  private move(slot: number, place: number): void {
    this.listOf(slot).remove(slot);
    this.put(slot, place);
  }

  private put(slot: number, place: number): void {
    this.places[slot] = place;
    this.listOf(slot).push(slot);
  }

  private grow(): void {
    const copy = (from: Uint8Array) => {
      const to = new Uint8Array(this.table.capacity);
      to.set(from);
      return to;
    };
    this.places = copy(this.places);
    this.counts = copy(this.counts);
  }
}
