const windowMs = 10_000;

/** Whether a client sends a file fast enough to be waited for, counted only while somebody wants more of it. */
export class BodyPace {
  private since = 0;
  private bytes = 0;

  constructor(
    private readonly leastPerSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** From here on it is the client that is waited for. */
  begin(): void {
    this.since = this.now();
    this.bytes = 0;
  }

  /** Says whether enough has come; asked with every piece, for silence has a bound of its own. */
  isKept(bytes: number): boolean {
    this.bytes += bytes;
    const passedMs = this.now() - this.since;
    if (passedMs < windowMs) return true;
    const isKept = this.bytes * 1_000 >= this.leastPerSecond * passedMs;
    this.begin();
    return isKept;
  }
}
