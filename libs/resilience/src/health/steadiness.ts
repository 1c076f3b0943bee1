import { type RedisHealthOptions } from './redis-health.options';

/** Decides when a Redis that answers again has earned its trust: at once the first time, later the more it flaps. */
export class Steadiness {
  private goodProbes = 0;
  private goodSince = 0;
  private lastGood = 0;
  private normalSince: number | undefined;
  private neededMs: number;

  constructor(
    private readonly options: RedisHealthOptions,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.neededMs = options.steadyMs;
  }

  /** How long it must answer well before it is trusted again. */
  get steadyMs(): number {
    return this.neededMs;
  }

  get goodInARow(): number {
    return this.goodProbes;
  }

  /** A probe was good. */
  good(): void {
    const now = this.now();
    if (this.goodProbes === 0) this.goodSince = now;
    this.goodProbes += 1;
    this.lastGood = now;
  }

  /** It has been good for long enough. */
  get isEarned(): boolean {
    return (
      this.goodProbes >= this.options.goodProbesToRecover && this.lastGood - this.goodSince >= this.neededMs
    );
  }

  /** It is relied on again from now on. */
  returned(): void {
    this.normalSince = this.now();
  }

  /** Redis was lost, or lost again: one that was relied on for a short time only has to be steady for longer. */
  lost(): void {
    this.goodProbes = 0;
    if (this.normalSince === undefined) return;
    const { calmMs, flappingMs, flappingSteadyMs, steadyMs, longestSteadyMs } = this.options;
    const heldMs = this.now() - this.normalSince;
    const atLeastMs = heldMs < flappingMs ? flappingSteadyMs : 0;
    this.neededMs =
      heldMs >= calmMs ? steadyMs : Math.min(Math.max(this.neededMs * 2, atLeastMs), longestSteadyMs);
    this.normalSince = undefined;
  }

  /** What was good until now tells nothing of what comes, and nothing bad was seen either. */
  restart(): void {
    this.goodProbes = 0;
  }

  /** It was good from the start. */
  begin(): void {
    this.normalSince = this.now() - this.options.calmMs;
  }
}
