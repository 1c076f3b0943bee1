import { type BreakerStrategy } from './breaker-strategy';

/** Opens when at least a share of the last so many outcomes were failures. */
export class CountWindowStrategy implements BreakerStrategy {
  private readonly outcomes: Uint8Array;
  private next = 0;
  private seen = 0;
  private failures = 0;

  constructor(
    private readonly size: number,
    private readonly share: number,
    private readonly atLeast: number = size,
  ) {
    this.outcomes = new Uint8Array(size);
  }

  success(): boolean {
    this.record(0);
    return false;
  }

  failure(): boolean {
    this.record(1);
    return this.isReached;
  }

  /** At least that share of the outcomes it looks at were failures. */
  get isReached(): boolean {
    return this.seen >= this.atLeast && this.failures / this.seen >= this.share;
  }

  reset(): void {
    this.outcomes.fill(0);
    this.next = this.seen = this.failures = 0;
  }

  private record(failed: 0 | 1): void {
    this.failures += failed - (this.outcomes[this.next] ?? 0);
    this.outcomes[this.next] = failed;
    this.next = (this.next + 1) % this.size;
    this.seen = Math.min(this.seen + 1, this.size);
  }
}
