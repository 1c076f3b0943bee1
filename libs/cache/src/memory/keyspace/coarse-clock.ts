import { type CacheClock } from './cache-clock.port';

const readsPerLook = 1_000;

/** The system's clock, looked at once a millisecond or every 1,000 reads: a look costs more than a read of the cache. */
export class CoarseClock implements CacheClock {
  private moment = 0;
  private left = 0;
  private isRunning = false;
  // Made at the first look and wound up again ever after.
  private timer: NodeJS.Timeout | undefined;

  now(): number {
    return --this.left > 0 ? this.moment : this.look();
  }

  setTimeout(run: () => void, ms: number): NodeJS.Timeout {
    return setTimeout(run, ms);
  }

  clearTimeout(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
  }

  private look(): number {
    this.moment = Date.now();
    this.left = readsPerLook;
    if (!this.isRunning) this.wind();
    return this.moment;
  }

  private wind(): void {
    this.isRunning = true;
    if (this.timer) this.timer.refresh();
    else this.timer = setTimeout(() => this.turn(), 1).unref();
  }

  private turn(): void {
    this.isRunning = false;
    this.left = 0;
  }
}
