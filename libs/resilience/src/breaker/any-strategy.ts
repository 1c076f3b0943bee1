import { type BreakerStrategy } from './breaker-strategy';

/** Opens as soon as one of several strategies would. */
export class AnyStrategy implements BreakerStrategy {
  private readonly strategies: readonly BreakerStrategy[];

  constructor(...strategies: readonly BreakerStrategy[]) {
    this.strategies = strategies;
  }

  success(durationMs: number): boolean {
    let opens = false;
    for (const strategy of this.strategies) opens = strategy.success(durationMs) || opens;
    return opens;
  }

  failure(now: number): boolean {
    let opens = false;
    for (const strategy of this.strategies) opens = strategy.failure(now) || opens;
    return opens;
  }

  isSlow(durationMs: number): boolean {
    return this.strategies.some((strategy) => strategy.isSlow?.(durationMs));
  }

  reset(): void {
    for (const strategy of this.strategies) strategy.reset();
  }
}
