/** A place in a ring, joined and left without a search; alone it is a ring of its own. */
export class Link {
  before: Link = this;
  after: Link = this;

  get isAlone(): boolean {
    return this.after === this;
  }

  /** How many others are in the ring. */
  get others(): number {
    let count = 0;
    for (let link = this.after; link !== this; link = link.after) count += 1;
    return count;
  }

  /** Enters a ring at its end, as seen from `head`; leaves the one it was in. */
  join(head: Link): void {
    this.leave();
    this.before = head.before;
    this.after = head;
    head.before.after = this;
    head.before = this;
  }

  leave(): void {
    this.before.after = this.after;
    this.after.before = this.before;
    this.before = this;
    this.after = this;
  }
}
