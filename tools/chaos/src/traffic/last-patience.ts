import { type UntilOptions } from '@secureconnect/testing';

const leastMs = 1_000;

/** One wait for all that is asked for at the end: who comes late in it is asked at least once. */
export class LastPatience {
  private readonly until: number;

  constructor(
    ms: number,
    private readonly every: number,
  ) {
    this.until = Date.now() + ms;
  }

  /** For the next question. */
  get left(): UntilOptions {
    return { timeout: Math.max(leastMs, this.until - Date.now()), every: this.every };
  }
}
