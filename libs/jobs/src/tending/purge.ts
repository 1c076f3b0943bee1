import { type Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { type DeadTable } from '../table/dead-table';
import { type KeyTable } from '../table/key-table';
import { Every } from './every';

const everyMs = 60_000;
const batch = 500;
/** Whatever comes in a minute can be cleared away in it, and leaves time for other work. */
const mostMs = 20_000;

/** Forgets expired idempotency keys and old dead letters, in batches so small that nobody notices. */
export class Purge {
  private readonly every = new Every(everyMs, () => this.purge());
  private isStopped = false;

  constructor(
    private readonly keys: KeyTable,
    private readonly dead: DeadTable,
    private readonly keepDeadMs: number,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.every.within(everyMs * Math.random());
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return this.every.stop();
  }

  private async purge(): Promise<void> {
    try {
      await this.inBatches(() => this.keys.purge(batch));
      await this.inBatches(() => this.dead.purge(this.keepDeadMs, batch));
    } catch (error) {
      // An outage is told where it is noticed; next time will do.
      if (!classifyDatabaseError(error)) this.logger.error('Purging failed', error as Error);
    }
  }

  private async inBatches(purge: () => Promise<number>): Promise<void> {
    const until = performance.now() + mostMs;
    while (!this.isStopped && performance.now() < until) if ((await purge()) < batch) return;
  }
}
