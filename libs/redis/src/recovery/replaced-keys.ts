import { Logger } from '@nestjs/common';
import { shortKey } from './short-key';

/** Counts what stood under our keys and was no state of ours; names the first of each run of recovery in the log. */
export class ReplacedKeys {
  private readonly logger = new Logger('Recovery');
  private told: AbortSignal | undefined | null = null;
  count = 0;

  constructor(private readonly prefix: string) {}

  /** One run has one signal. */
  add(key: string, what: string, run: AbortSignal | undefined): void {
    this.count += 1;
    if (run === this.told) return;
    this.told = run;
    this.logger.warn(
      `${shortKey(this.prefix, key)} held ${what} and was replaced by our state (${this.count} so far)`,
    );
  }
}
