import { Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';

const silenceMs = 60_000;

/**
 * Tells of the faults of something that is done again and again, once a minute at most. An outage of PostgreSQL is none:
 * it is told where it is noticed.
 */
export class FaultLog {
  private silentUntil = -Infinity;

  constructor(
    private readonly what: string,
    private readonly logger: Pick<Logger, 'error'> = new Logger('Jobs'),
    private readonly now: () => number = () => performance.now(),
  ) {}

  note(error: unknown): void {
    if (classifyDatabaseError(error) || this.now() < this.silentUntil) return;
    this.silentUntil = this.now() + silenceMs;
    this.logger.error(this.what, error as Error);
  }
}
