/** How long to wait before the next attempt: twice as long each time, anywhere below it, and never before the server's hint. */
export class BackOff {
  private failures = 0;

  constructor(
    private readonly firstMs: number,
    private readonly mostMs: number,
    private readonly random: () => number,
  ) {}

  next(hintMs = 0): number {
    const most = Math.min(this.mostMs, this.firstMs * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 30);
    return Math.round(hintMs + most * (0.1 + 0.9 * this.random()));
  }

  reset(): void {
    this.failures = 0;
  }
}
