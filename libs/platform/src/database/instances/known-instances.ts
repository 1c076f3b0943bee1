/**
 * Which others live, of what is found now and then. After a gap nobody's absence proves anything, for all leases have
 * run out together: until everybody has had a lease's time to renew it, the number only grows.
 */
export class KnownInstances {
  private others: ReadonlySet<string> = new Set();
  private foundAt = -Infinity;
  private steadySince = -Infinity;

  constructor(
    private readonly leaseMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.others.size;
  }

  found(ids: readonly string[]): void {
    const now = this.now();
    if (now - this.foundAt >= this.leaseMs) this.steadySince = now;
    this.foundAt = now;
    const isSteady = now - this.steadySince >= this.leaseMs;
    this.others = new Set(isSteady ? ids : [...this.others, ...ids]);
  }

  /** One who says so has left, however short the time. */
  left(id: string): void {
    this.others = new Set([...this.others].filter((other) => other !== id));
  }
}
