import { type NumberedRevocation } from './numbered-revocation';

/** Numbers that came before others are remembered up to so many; what is beyond is read again. */
const mostAhead = 10_000;

/** Which numbers are known: all up to one, and some beyond it. */
export class KnownNumbers {
  private readonly ahead = new Set<number>();
  private all = 0;
  private heard = 0;

  /** Everything up to here is known. */
  get seq(): number {
    return this.all;
  }

  /** How many are known to be missing, counting those that came before them. */
  get lag(): number {
    return Math.max(0, this.heard - this.all);
  }

  /** There is such a number, known or not. */
  exists(seq: number): void {
    this.heard = Math.max(this.heard, seq);
  }

  /** Whether it is news. */
  take({ seq }: NumberedRevocation): boolean {
    this.exists(seq);
    if (seq <= this.all || this.ahead.has(seq)) return false;
    if (seq > this.all + 1) {
      if (this.ahead.size < mostAhead) this.ahead.add(seq);
      return true;
    }
    this.all = seq;
    this.join();
    return true;
  }

  /** Everything up to a number was read; what is not among it has ended. */
  reach(seq: number): void {
    if (seq <= this.all) return;
    this.all = seq;
    for (const one of this.ahead) if (one <= seq) this.ahead.delete(one);
    this.join();
    this.exists(this.all);
  }

  /** The highest number that was heard of, for `settle`. */
  get highest(): number {
    return this.heard;
  }

  /** The record ends at `head`, and was asked after `highest` had been heard of: what is beyond was never recorded. */
  settle(head: number, highest: number): void {
    if (this.heard !== highest || head >= this.all + this.lag) return;
    this.ahead.clear();
    this.heard = Math.max(head, this.all);
  }

  /** The record was set back, as by restoring it: everything is to be read again. */
  reset(): void {
    this.ahead.clear();
    this.all = 0;
    this.heard = 0;
  }

  private join(): void {
    while (this.ahead.delete(this.all + 1)) this.all += 1;
  }
}
