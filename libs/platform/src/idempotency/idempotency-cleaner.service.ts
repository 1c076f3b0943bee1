import { Injectable } from '@nestjs/common';
import { IdempotencyStore } from './idempotency.store';

const batch = 500;
const batchesAtOnce = 20;

/** Removes expired keys, in batches so small that no request notices. */
@Injectable()
export class IdempotencyCleaner {
  constructor(private readonly store: IdempotencyStore) {}

  /** Removes what has expired, up to a bound; what is left waits for the next time. Gives the number removed. */
  async clean(): Promise<number> {
    let removed = 0;
    for (let batches = 0; batches < batchesAtOnce; batches += 1) {
      const now = await this.store.clean(batch);
      removed += now;
      if (now < batch) break;
    }
    return removed;
  }
}
