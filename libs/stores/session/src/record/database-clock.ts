/** What PostgreSQL's clock shows, as far as its answers tell; before the first one our own. */
export class DatabaseClock {
  private aheadMs: number;

  constructor(private readonly steady: () => number = () => performance.now()) {
    this.aheadMs = Date.now() - steady();
  }

  /** A moment of ours, to be given to `learn` with the answer to what is asked now. */
  get mark(): number {
    return this.steady();
  }

  now(): number {
    return Math.floor(this.steady() + this.aheadMs);
  }

  /** It showed this between that moment and now: only what contradicts what is known of it changes that. */
  learn(databaseMs: number, askedAt: number): void {
    const [least, most] = [databaseMs - this.steady(), databaseMs + 1 - askedAt];
    this.aheadMs = Math.min(most, Math.max(least, this.aheadMs));
  }
}
