import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { backoffMs } from '../database/backoff';
import { type DatabaseHealth } from '../database/database-health.service';
import { type ServiceKey } from './service-key';
import { type ServiceKeyRecord } from './service-key-record';

/** Long, so that no outage of PostgreSQL that people live through ends it; renewed every minute. */
const defaultTimes = { lifeMs: 24 * 3_600_000, renewMs: 60_000 };

/** Keeps this process's key published for as long as it lives; what was published ends by itself when it does not. */
export class ServiceKeyPublisher implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('ServiceKeys');
  private readonly stopping = new AbortController();
  private publishedUntil = -Infinity;
  /** Why it could not be published, or renewed, the last time, and since when; undefined: it was. */
  failing: { readonly since: Date; readonly error: string } | undefined;

  constructor(
    private readonly service: string,
    private readonly key: ServiceKey,
    private readonly record: ServiceKeyRecord,
    private readonly health: Pick<DatabaseHealth, 'whenReady'>,
    private readonly times = defaultTimes,
  ) {}

  /** Whether others can find the key. */
  get isPublished(): boolean {
    return performance.now() < this.publishedUntil;
  }

  onModuleInit(): void {
    void this.health.whenReady().then(() => this.keepPublished());
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async keepPublished(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      const began = performance.now();
      const failure = await this.publish().then(
        () => undefined,
        (error: Error) => error,
      );
      this.failing = failure && { since: this.failing?.since ?? new Date(), error: failure.message };
      if (!failure) this.publishedUntil = began + this.times.lifeMs;
      else if (failures === 0 && !signal.aborted)
        this.logger.warn(`The key of this process is not published: ${failure.message}`);
      failures = failure ? failures + 1 : 0;
      const pause = failure ? backoffMs(failures) : this.times.renewMs;
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined); // ended early: stopping
    }
  }

  private publish(): Promise<void> {
    const { kid, publicKey } = this.key;
    return this.record.publish({ kid, service: this.service, publicKey }, this.times.lifeMs);
  }
}
