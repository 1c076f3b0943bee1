import { type BreakerStrategy } from './breaker-strategy';
import { CountWindowStrategy } from './count-window.strategy';

/**
 * Opens when at least a share of the last so many calls were slow or failed, for so long: a Redis that crawls is no
 * Redis. Calls that were under way together in one hiccup may fill a window, and it is a hiccup all the same.
 */
export class SlowCallStrategy implements BreakerStrategy {
  private readonly window: CountWindowStrategy;
  private slowSince: number | undefined;

  constructor(
    private readonly slowMs: number,
    size: number,
    share: number,
    private readonly sustainedMs = 0,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.window = new CountWindowStrategy(size, share);
  }

  success(durationMs: number): boolean {
    if (this.isSlow(durationMs)) return this.failure();
    this.window.success();
    if (!this.window.isReached) this.slowSince = undefined;
    return false;
  }

  isSlow(durationMs: number): boolean {
    return durationMs >= this.slowMs;
  }

  failure(): boolean {
    if (!this.window.failure()) return false;
    const now = this.now();
    this.slowSince ??= now;
    return now - this.slowSince >= this.sustainedMs;
  }

  reset(): void {
    this.window.reset();
    this.slowSince = undefined;
  }
}
