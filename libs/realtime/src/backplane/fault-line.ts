import { type Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { BreakerOpenError, classifyRedisError } from '@secureconnect/resilience';

const silenceMs = 60_000;

/** Tells of faults, once a minute at most; outages are none, for whoever watches the servers tells them. */
export class FaultLine {
  private silentUntil = -Infinity;

  constructor(private readonly logger: Pick<Logger, 'error'>) {}

  note(error: unknown): void {
    const isOutage =
      error instanceof BreakerOpenError ||
      classifyRedisError(error) !== undefined ||
      classifyDatabaseError(error) !== undefined;
    const now = performance.now();
    if (isOutage || now < this.silentUntil) return;
    this.silentUntil = now + silenceMs;
    this.logger.error('Notices could not be told', error instanceof Error ? error.stack : String(error));
  }
}
