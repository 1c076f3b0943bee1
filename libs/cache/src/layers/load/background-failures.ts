import { type LoggerService } from '@nestjs/common';
import { RedisUnavailableError } from '@secureconnect/resilience';
import { type CacheTally } from './cache-tally';

const quietMs = 60_000;

/** Tells of what failed where nobody waited for it: all of it is counted, and a line a minute is logged at most. */
export class BackgroundFailures {
  private toldAt = -Infinity;
  private untold = 0;

  constructor(
    private readonly cache: string,
    private readonly tally: CacheTally,
    private readonly logger: LoggerService,
  ) {}

  /** For the `catch` of such work. That Redis is away is no failure of ours, and its health has told it. */
  of(operation: string): (error: unknown) => void {
    return (error) => {
      if (error instanceof RedisUnavailableError) return;
      this.tally.backgroundFailures += 1;
      this.tell(operation, error);
    };
  }

  private tell(operation: string, error: unknown): void {
    const now = performance.now();
    this.untold += 1;
    if (now - this.toldAt < quietMs) return;
    const more = this.untold > 1 ? ` (${this.untold - 1} more since the last line)` : '';
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.error(
      `${operation} of the cache ${this.cache} failed where nobody waited for it: ${reason}${more}`,
      error instanceof Error ? error.stack : undefined,
      'MultiLayerCache',
    );
    this.toldAt = now;
    this.untold = 0;
  }
}
