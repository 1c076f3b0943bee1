/** Something with a moment; the queue notes where it holds it. */
export interface Queued {
  readonly expiresAt: number;
  position: number;
}

/** A binary heap by moment: what ends first is found at once, and any entry can be taken out. */
export class ExpiryQueue<E extends Queued> {
  private readonly heap: E[] = [];

  get first(): E | undefined {
    return this.heap[0];
  }

  add(entry: E): void {
    this.heap.push(entry);
    this.rise(this.heap.length - 1, entry);
  }

  remove(entry: E): void {
    const last = this.heap.pop();
    if (last === undefined || last === entry) return;
    const at = entry.position;
    this.rise(at, last);
    if (last.position === at) this.sink(at, last);
  }

  private rise(from: number, entry: E): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.heap[above] as E;
      if (parent.expiresAt <= entry.expiresAt) break;
      this.place(at, parent);
      at = above;
    }
    this.place(at, entry);
  }

  private sink(from: number, entry: E): void {
    let at = from;
    for (let child = 2 * at + 1; child < this.heap.length; child = 2 * at + 1) {
      const right = this.heap[child + 1];
      if (right && right.expiresAt < (this.heap[child] as E).expiresAt) child += 1;
      const sooner = this.heap[child] as E;
      if (sooner.expiresAt >= entry.expiresAt) break;
      this.place(at, sooner);
      at = child;
    }
    this.place(at, entry);
  }

  private place(at: number, entry: E): void {
    this.heap[at] = entry;
    entry.position = at;
  }
}
