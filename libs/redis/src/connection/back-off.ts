/** No wait is longer than the first one doubled so often. */
const doublings = 2;

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

  reset(): void {
    this.failures = 0;
  }
}
