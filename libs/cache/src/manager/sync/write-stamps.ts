import { randomBytes } from 'node:crypto';

const msDigits = 15;
const turnDigits = 9;

/** Orders the writes of this process among each other and, as far as clocks agree, among those of others. */
export class WriteStamps {
  /** Of this run of this process. */
  readonly origin = randomBytes(4).toString('hex');
  private lastMs = 0;
  private turn = 0;
  private lastSequence = 0;
  private currentEra = 0;
  private readonly underWay = new Set<number>();
  private firstDoubt = Infinity;

  /** Later ones are greater as texts. Many in one millisecond do not run ahead of the clock. */
  next(): string {
    const now = Date.now();
    this.turn = now > this.lastMs ? 0 : this.turn + 1;
    this.lastMs = Math.max(now, this.lastMs);
    const moment = String(this.lastMs).padStart(msDigits, '0');
    return `${moment}${String(this.turn).padStart(turnDigits, '0')}${this.origin}`;
  }

  /** Numbers additions, so that each is made once. */
  nextSequence(): number {
    return (this.lastSequence += 1);
  }

  /** An addition is under way; call what is returned once it is known how it ended. */
  undecided(sequence: number): () => void {
    this.underWay.add(sequence);
    return () => void this.underWay.delete(sequence);
  }

  /** One up to this is under way. */
  isUndecided(sequence: number): boolean {
    const [first = Infinity] = this.underWay;
    return first <= sequence;
  }

  /** Redis may or may not have heard of an addition, and will be asked about it. */
  doubt(sequence: number): void {
    this.firstDoubt = Math.min(this.firstDoubt, sequence);
  }

  /** Nothing that was in doubt waits any more. */
  beSure(): void {
    this.firstDoubt = Infinity;
  }

  /** Additions before this one are never asked about again. */
  get floor(): number {
    const [first = Infinity] = this.underWay;
    return Math.min(first, this.firstDoubt, this.lastSequence);
  }

  /** The last number given. */
  get sequence(): number {
    return this.lastSequence;
  }

  /** Additions of one era may become one. */
  get era(): number {
    return this.currentEra;
  }

  /** From now on Redis may have heard of what was added before: it must stay as it is. */
  beginEra(): void {
    this.currentEra += 1;
  }
}
