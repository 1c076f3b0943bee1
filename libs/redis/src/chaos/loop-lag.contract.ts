/** How finely our own event loop is watched. */
const tickMs = 2;

/** A gap longer than this is a stall; what is shorter is the loop going round. */
const stallMs = 5;

/** Knows when our own event loop stood still, so that what it made late is not blamed on others. */
export class LoopLag {
  private readonly stalls: { readonly from: number; readonly to: number }[] = [];
  private last = performance.now();
  private readonly timer = setInterval(() => this.tick(), tickMs);

  /** Milliseconds of a span of time, by `performance.now()`, in which nothing of ours could run. */
  within(from: number, to: number): number {
    let sum = 0;
    for (const stall of this.stalls) sum += Math.max(0, Math.min(stall.to, to) - Math.max(stall.from, from));
    return sum;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = performance.now();
    if (now - this.last > stallMs) this.stalls.push({ from: this.last + tickMs, to: now });
    this.last = now;
  }
}
