import { none, type SlotTable } from './slot-table';

// What a slice may cost, in looks at a slot: about 0.1 ms for looks alone, about 1 ms where all must be removed.
const sliceCost = 32_768;
const removalCost = 16;

/** Finds what has expired, in slices, and not before anything can have. */
export class Expiries {
  /** Nothing expires before this. */
  private earliest = Infinity;
  private earliestSeen = Infinity;
  private hand = 0;
  private spared = none;

  constructor(
    private readonly table: SlotTable,
    private readonly remove: (slot: number) => void,
  ) {}

  /** An entry expires then. */
  note(expiresAt: number): void {
    if (expiresAt < this.earliest) this.earliest = expiresAt;
    if (expiresAt < this.earliestSeen) this.earliestSeen = expiresAt;
  }

  /** Removes what expired before this moment, as far as one slice goes; true at the end of a round. */
  slice(now: number): boolean {
    if (this.hand === 0) {
      if (now <= this.earliest) return true;
      this.earliestSeen = Infinity;
    }
    for (let cost = 0; this.hand < this.table.end; this.hand++) {
      if (cost >= sliceCost) return false;
      cost += this.look(this.hand, now) ? removalCost : 1;
    }
    this.hand = 0;
    this.earliest = this.earliestSeen;
    return true;
  }

  /** Removes what expired before this moment, but for one slot, at once and until it is enough; false when nothing had. */
  purge(now: number, spared: number, isEnough: () => boolean): boolean {
    if (now <= this.earliest) return false;
    const before = this.table.size;
    this.hand = 0;
    this.spared = spared;
    while (!this.slice(now) && !isEnough()) continue;
    this.spared = none;
    return this.table.size < before;
  }

  private look(slot: number, now: number): boolean {
    const expiresAt = this.table.expires[slot] as number;
    if (now > expiresAt && slot !== this.spared) {
      this.remove(slot);
      return true;
    }
    if (expiresAt < this.earliestSeen) this.earliestSeen = expiresAt;
    return false;
  }
}
