import { type BreakerStrategy } from './breaker-strategy';

/** Opens after so many failures in a row within the period; one success forgets them. */
export class ConsecutiveStrategy implements BreakerStrategy {
  private failures = 0;
  private first = 0;

  constructor(
    private readonly threshold: number,
    private readonly periodMs: number,
  ) {}

  success(): boolean {
    this.failures = 0;
    return false;
  }

  failure(now: number): boolean {
    if (this.failures === 0 || now - this.first > this.periodMs) {
      this.failures = 0;
      this.first = now;
    }
    this.failures += 1;
    return this.failures >= this.threshold;
  }

  reset(): void {
    this.failures = 0;
  }
}
