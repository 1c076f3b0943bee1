import { type EdgeCache } from './edge-cache.port';
import { everyKey } from './surrogate-keys';

const deadlineMs = 1_000;
const retryMs = 1_000;
const mostWaiting = 10_000;

/** What one HTTP cache is still to forget: told until it has heard. */
export class EdgeLane {
  purges = 0;
  failures = 0;
  private readonly waiting = new Set<string>();
  private underWay = 0;
  private isRunning = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly edge: EdgeCache) {}

  /** What it may not have forgotten yet. */
  get size(): number {
    return this.waiting.size + this.underWay;
  }

  /** Where there is too much to name, it is everything. */
  add(keys: readonly string[]): void {
    if (!this.waiting.has(everyKey)) for (const key of keys) this.waiting.add(key);
    if (this.waiting.has(everyKey) || this.waiting.size > mostWaiting) {
      this.waiting.clear();
      this.waiting.add(everyKey);
    }
    void this.run();
  }

  stop(): void {
    clearTimeout(this.retry);
    this.isRunning = true;
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    clearTimeout(this.retry);
    let works = true;
    while (works && this.waiting.size > 0) works = await this.purge();
    this.isRunning = false;
    if (!works) this.retry = setTimeout(() => void this.run(), retryMs).unref();
  }

  private async purge(): Promise<boolean> {
    const keys = [...this.waiting];
    this.waiting.clear();
    this.underWay = keys.length;
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      await (keys.includes(everyKey) ? this.edge.purgeAll(signal) : this.edge.purge(keys, signal));
      this.purges += 1;
      return true;
    } catch {
      // Counted, shown in health, and purged again: the keys have not been forgotten.
      this.failures += 1;
      for (const key of keys) this.waiting.add(key);
      return false;
    } finally {
      this.underWay = 0;
    }
  }
}
