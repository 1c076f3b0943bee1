import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { classifyDatabaseError } from '../database/classify-database-error';
import { IdempotencyStore } from './idempotency.store';

const everyMs = 60_000;
const batch = 500;
const batchesAtOnce = 20;

/** Removes expired keys now and then, in batches so small that no request notices. */
@Injectable()
export class IdempotencyCleaner implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Idempotency');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: IdempotencyStore) {}

  onModuleInit(): void {
    // Spread, so that instances started together do not all clean at once.
    this.timer = setInterval(() => void this.clean(), everyMs * (0.75 + Math.random() / 2)).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Removes what has expired, up to a bound; what is left waits for the next time. Gives the number removed. */
  async clean(): Promise<number> {
    let removed = 0;
    try {
      for (let batches = 0; batches < batchesAtOnce; batches += 1) {
        const now = await this.store.clean(batch);
        removed += now;
        if (now < batch) break;
      }
    } catch (error) {
      // An outage is told where it is noticed; next time will do.
      if (!classifyDatabaseError(error)) this.logger.warn(`Cleaning failed: ${(error as Error).message}`);
    }
    return removed;
  }
}
