import { everything } from './marks';

/** Whether an entry still holds: `unknown` where only the log can tell. */
export type Verdict = 'valid' | 'void' | 'unknown';

/** Made of the log by one instance: what it was told when. */
export interface Origin {
  /** The number of the last invalidation known then. */
  readonly asOf: number;
  /** The count of own invalidations then; 0 for what did not come from this instance's memory. */
  readonly born: number;
}

/**
 * What this instance knows of invalidations. Those in the log have its numbers; those it made itself and the log does
 * not have yet are told apart by a count of its own. No clock is looked at.
 */
export class KnownInvalidations {
  /** All invalidations of the log up to this number are known ... */
  last = 0;
  /** ... that came after this one. */
  since = 0;
  /** Entries from before this number are void: the log has forgotten what befell them. */
  floor = 0;
  /** The number of the newest that was heard of. */
  newest = 0;
  private count = 1;
  /** What was held before this count is void: nobody here knows what befell it. */
  private trustedFrom = 0;
  private readonly heard = new Map<string, number>();
  private readonly own = new Map<string, number>();

  constructor(private readonly maxMarks: number) {}

  /** What is known now; taken before a loader begins. */
  get origin(): Origin {
    return { asOf: this.last, born: this.count };
  }

  /** The number of the latest invalidation of each mark. */
  get numbers(): ReadonlyMap<string, number> {
    return this.heard;
  }

  get size(): number {
    return this.heard.size + this.own.size;
  }

  /** The log has an invalidation of this number. */
  hear(mark: string, number: number): void {
    const known = this.heard.get(mark) ?? 0;
    this.heard.delete(mark);
    this.heard.set(mark, Math.max(known, number));
    if (number > this.newest) this.newest = number;
    if (this.heard.size <= this.maxMarks) return;
    const [oldest, itsNumber] = this.heard.entries().next().value as [string, number];
    this.heard.delete(oldest);
    this.since = Math.max(this.since, itsNumber);
  }

  /** Invalidated here, or heard of from who cannot reach the log; not yet in it. */
  invalidate(mark: string): void {
    this.count += 1;
    if (this.own.size < this.maxMarks || this.own.has(mark)) this.own.set(mark, this.count);
    else {
      this.own.clear();
      this.own.set(everything, this.count);
    }
  }

  /** What is held was not told what befell it. What Redis has is judged by the log as ever. */
  distrust(): void {
    this.count += 1;
    this.trustedFrom = this.count;
  }

  /** The log took what was invalidated here up to a count. */
  settle(mark: string, number: number, upTo: number): void {
    this.hear(mark, number);
    if ((this.own.get(mark) ?? Infinity) <= upTo) this.own.delete(mark);
  }

  /** Knows as much of a mark as the log does; 0: the log does not have it. */
  learn(mark: string, number: number): void {
    if (!this.heard.has(mark)) this.hear(mark, number);
  }

  /** Nothing of what is known was learnt from the log that is there now. */
  begin(last: number, floor: number): void {
    for (const [mark, number] of this.heard) if (number <= last) this.heard.delete(mark);
    this.last = this.since = last;
    this.newest = Math.max(this.newest, last);
    this.floor = floor;
  }

  /** Whether an entry can be void at all; false spares a look at its marks. */
  mayConcern({ asOf, born }: Origin): boolean {
    return asOf < this.newest || asOf < this.since || asOf < this.floor || born < this.count;
  }

  judge({ asOf, born }: Origin, marks: readonly string[]): Verdict {
    if (asOf < this.floor || (born > 0 && born < this.trustedFrom)) return 'void';
    let verdict: Verdict = 'valid';
    for (const mark of marks) {
      const own = this.own.get(mark);
      if (own !== undefined && own > born) return 'void';
      const number = this.heard.get(mark);
      if (number !== undefined && number > asOf) return 'void';
      if (number === undefined && asOf < this.since) verdict = 'unknown';
    }
    return verdict;
  }
}
