import { type LoggerService } from '@nestjs/common';
import { BreakerOpenError, classifyRedisError, RedisUnavailableError } from '@secureconnect/resilience';
import { type CacheTally } from './cache-tally';

const quietMs = 60_000;

const isRefusal = (error: unknown): boolean =>
  error instanceof RedisUnavailableError || error instanceof BreakerOpenError;

/** Tells of what failed where nobody waited for it: all of it is counted, and a line a minute is logged at most. */
export class BackgroundFailures {
  private toldAt = -Infinity;
  private untold = 0;

  constructor(
    private readonly cache: string,
    private readonly tally: CacheTally,
    private readonly logger: LoggerService,
  ) {}

  /** For the `catch` of work on Redis. That it is away is no failure of ours, and its health has told it. */
  ofRedis(operation: string): (error: unknown) => void {
    return (error) => {
      if (!isRefusal(error) && classifyRedisError(error) === undefined) this.tell(operation, error);
    };
  }

  /** For the `catch` of a loader: what it could not reach is somebody else's, and told. */
  ofLoader(operation: string): (error: unknown) => void {
    return (error) => {
      if (!isRefusal(error)) this.tell(operation, error);
    };
  }

  private tell(operation: string, error: unknown): void {
    const now = performance.now();
    this.tally.backgroundFailures += 1;
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
