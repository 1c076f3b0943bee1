/** Orders writes of one key: later wins, equal moments are told apart by who wrote. One write has one stamp. */
export interface Stamp {
  readonly at: number;
  /** Unique to a run of a process, not to a machine: a restarted process has forgotten what it wrote. */
  readonly origin: string;
}

/** Below zero if `left` is older, above if newer, 0 only for the same write. */
export function compareStamps(left: Stamp, right: Stamp): number {
  if (left.at !== right.at) return left.at - right.at;
  if (left.origin === right.origin) return 0;
  return left.origin < right.origin ? -1 : 1;
}

/** Gives stamps that only rise, past those it was shown too, so that a slow clock does not lose its own later write. */
export class StampSource {
  private last = 0;

  constructor(
    private readonly origin: string,
    private readonly now: () => number = Date.now,
  ) {}

  next(): Stamp {
    this.last = Math.max(this.now(), this.last + 1);
    return { at: this.last, origin: this.origin };
  }

  /** Makes every stamp given from now on newer than this one. */
  observe(stamp: Stamp): void {
    this.last = Math.max(this.last, stamp.at);
  }
}
