import { Injectable } from '@nestjs/common';
import { IdempotencyStore } from './idempotency.store';

const batch = 500;
/** Of each minute: whatever comes, less of it is left than can be removed, and time for other work. */
const mostMs = 20_000;

/** Removes expired keys, in batches so small that no request notices. */
@Injectable()
export class IdempotencyCleaner {
  constructor(private readonly store: IdempotencyStore) {}

  /** Removes what has expired until it is told to end, or has had its time; what is left waits for the next one. */
  async clean(signal?: AbortSignal): Promise<number> {
    const until = performance.now() + mostMs;
    let removed = 0;
    for (let now = batch; now === batch && !signal?.aborted && performance.now() < until;) {
      now = await this.store.clean(batch);
      removed += now;
    }
    return removed;
  }
}
