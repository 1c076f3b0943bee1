import { type BreakerStrategy } from './breaker-strategy';
import { CountWindowStrategy } from './count-window.strategy';

/** Opens when at least a share of the last so many calls were slow or failed: a Redis that crawls is no Redis. */
export class SlowCallStrategy implements BreakerStrategy {
  private readonly window: CountWindowStrategy;

  constructor(
    private readonly slowMs: number,
    size: number,
    share: number,
  ) {
    this.window = new CountWindowStrategy(size, share);
  }

  success(durationMs: number): boolean {
    return this.isSlow(durationMs) ? this.window.failure() : this.window.success();
  }

  isSlow(durationMs: number): boolean {
    return durationMs >= this.slowMs;
  }

  failure(): boolean {
    return this.window.failure();
  }

  reset(): void {
    this.window.reset();
  }
}
