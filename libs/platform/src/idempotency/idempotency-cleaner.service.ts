import { Injectable } from '@nestjs/common';
import { inBatches } from '../database/in-batches';
import { IdempotencyStore } from './idempotency.store';

/** Of each minute: whatever comes, less of it is left than can be removed, and time for other work. */
const bounds = { atMost: 500, mostMs: 20_000 };

/** Removes expired keys. */
@Injectable()
export class IdempotencyCleaner {
  constructor(private readonly store: IdempotencyStore) {}

  /** Removes what has expired until it is told to end, or has had its time; what is left waits for the next one. */
  clean(signal?: AbortSignal): Promise<number> {
    return inBatches((atMost) => this.store.clean(atMost), { ...bounds, signal });
  }
}
