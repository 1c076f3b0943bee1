/** How much may wait in all streams of a node together: the record has what is not kept. */
export class WaitingRoom {
  private taken = 0;

  constructor(private readonly places: number) {}

  /** Places that are taken. */
  get size(): number {
    return this.taken;
  }

  /** Takes a place, unless there is none. */
  enter(): boolean {
    if (this.taken >= this.places) return false;
    this.taken += 1;
    return true;
  }

  leave(count: number): void {
    this.taken -= count;
  }
}
