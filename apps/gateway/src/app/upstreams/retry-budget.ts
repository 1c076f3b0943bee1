const windowSeconds = 10;

/** Retries are a tenth of the requests of the last ten seconds at most, so that they never become the load. */
export class RetryBudget {
  private readonly requests = new Uint32Array(windowSeconds);
  private readonly retries = new Uint32Array(windowSeconds);
  private second = 0;
  private retried = 0;

  constructor(
    private readonly share = 0.1,
    private readonly now: () => number = Date.now,
  ) {}

  /** How many were granted since the start. */
  get total(): number {
    return this.retried;
  }

  /** A request was sent for the first time. */
  request(): void {
    const slot = this.turn();
    this.requests[slot] = (this.requests[slot] as number) + 1;
  }

  /** Takes one retry out of the budget; false where there is none left. */
  take(): boolean {
    const slot = this.turn();
    if (sum(this.retries) + 1 > Math.max(1, sum(this.requests) * this.share)) return false;
    this.retries[slot] = (this.retries[slot] as number) + 1;
    this.retried += 1;
    return true;
  }

  /** The place of this second; what is older than the window is forgotten on the way. */
  private turn(): number {
    const second = Math.floor(this.now() / 1_000);
    const passed = Math.min(second - this.second, windowSeconds);
    for (let ago = 0; ago < passed; ago += 1) {
      const slot = (second - ago) % windowSeconds;
      this.requests[slot] = 0;
      this.retries[slot] = 0;
    }
    this.second = Math.max(second, this.second);
    return this.second % windowSeconds;
  }
}

const sum = (counts: Uint32Array): number => counts.reduce((all, each) => all + each, 0);
