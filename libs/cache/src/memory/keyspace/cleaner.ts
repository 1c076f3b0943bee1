import { type CacheClock } from './cache-clock.port';
import { type Keyspace } from './keyspace';

const betweenSlicesMs = 1;

/** Removes expired entries now and then, leaving the event loop to others between two slices. */
export class Cleaner {
  private timer: unknown;

  constructor(
    private readonly keyspace: Keyspace,
    private readonly clock: CacheClock,
    private readonly intervalMs: number,
  ) {
    this.wait(intervalMs);
  }

  stop(): void {
    this.clock.clearTimeout(this.timer);
  }

  private wait(ms: number): void {
    if (ms > 2 ** 31 - 1) return; // Beyond what a timer can wait for: never.
    const timer = this.clock.setTimeout(() => {
      this.wait(this.keyspace.cleanUp() ? this.intervalMs : betweenSlicesMs);
    }, ms);
    timer.unref();
    this.timer = timer;
  }
}
