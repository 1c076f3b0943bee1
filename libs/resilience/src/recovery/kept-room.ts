/** Gives up its oldest kept write for somebody else's. */
export interface Droppable {
  readonly size: number;
  readonly bytes: number;
  dropOldest(): void;
}

/** The one bound that all stores of kept writes share. */
export class KeptRoom {
  private readonly droppable: Droppable[] = [];
  entries = 0;
  bytes = 0;

  constructor(
    private readonly maxEntries: number,
    private readonly maxBytes: number,
  ) {}

  /** From now on this one's writes may be dropped for others. */
  offer(droppable: Droppable): void {
    this.droppable.push(droppable);
  }

  /** Takes room for one entry, dropping no more than it needs; false, with nothing dropped, where it cannot be had. */
  claim(bytes: number): boolean {
    if (!this.couldFit(bytes)) return false;
    while (this.entries + 1 > this.maxEntries || this.bytes + bytes > this.maxBytes) this.dropOne();
    this.add(bytes);
    return true;
  }

  /** Takes room that is known to be there. */
  add(bytes: number): void {
    this.entries += 1;
    this.bytes += bytes;
  }

  release(bytes: number): void {
    this.entries -= 1;
    this.bytes -= bytes;
  }

  private couldFit(bytes: number): boolean {
    let { entries, bytes: held } = this;
    for (const store of this.droppable) {
      entries -= store.size;
      held -= store.bytes;
    }
    return entries + 1 <= this.maxEntries && held + bytes <= this.maxBytes;
  }

  private dropOne(): void {
    const fullest = this.droppable.reduce((one, other) => (other.size > one.size ? other : one));
    fullest.dropOldest();
  }
}
