/** A drift of clocks must not make everything late one day, nor a stall of ours hide what is. */
const windowMs = 60_000;

/** How late the frames of one sender are, whose clock began at another time than ours. */
export class SenderClock {
  private best = Infinity;
  private bestBefore = Infinity;
  private since = -Infinity;

  /** By how much a frame took longer than the quickest of late. */
  lateness(at: number, now: number): number {
    const lag = now - at;
    if (now - this.since > windowMs) {
      this.bestBefore = this.best;
      this.best = lag;
      this.since = now;
    }
    this.best = Math.min(this.best, lag);
    return lag - Math.min(this.best, this.bestBefore);
  }
}
