/** No wait is longer than the first one doubled so often: after a long outage many clients are to come back spread. */
const doublings = 4;

/** As far as a server that answers, if not for long, can make the waits grow. */
const doublingsWhileAnswered = 2;

/** How long to wait before attempt after attempt; jittered, so that many clients do not come back as one. */
export class BackOff {
  private failures = 0;

  constructor(
    private readonly firstMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next wait; `factor` stretches it where hurry cannot help. */
  next(factor = 1): number {
    const full = this.firstMs * 2 ** Math.min(this.failures, doublings) * factor;
    this.failures += 1;
    return full * (0.5 + this.random() / 2);
  }

  /** Somebody answered: the long waits of an outage are over, the caution towards a server that flaps is not. */
  ease(): void {
    this.failures = Math.min(this.failures, doublingsWhileAnswered);
  }

  reset(): void {
    this.failures = 0;
  }
}
