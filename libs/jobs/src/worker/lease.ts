/**
 * Whether this worker may claim jobs and believe that they stay its own: others give it up when its beat does not move for
 * the lease. By its own monotonic clock, which goes on while the process is stopped.
 */
export class Lease {
  private beatAt = -Infinity;
  private lost = true;

  constructor(
    private readonly leaseMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get isHeld(): boolean {
    return !this.lost && this.now() - this.beatAt < this.leaseMs;
  }

  /** A beat that was begun then has arrived. True when the lease was not held before. */
  renew(begunAt: number): boolean {
    const wasHeld = this.isHeld;
    this.beatAt = begunAt;
    this.lost = !(this.now() - begunAt < this.leaseMs);
    return !wasHeld && !this.lost;
  }

  /** True once for each time it is lost. */
  expires(): boolean {
    if (this.lost || this.isHeld) return false;
    this.lost = true;
    return true;
  }
}
