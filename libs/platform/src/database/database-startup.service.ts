import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { backoffMs } from './backoff';
import { directConnection, runtimeConnection } from './connection.options';
import { type DatabaseHealth } from './database-health.service';
import { type DatabaseOptions } from './database.options';
import { PendingMigrationsError } from './migrations/pending-migrations.error';
import { pendingMigrations } from './migrations/pending-migrations';
import { runMigrations } from './migrations/run-migrations';
import { setupErrorOf } from './migrations/setup-error-of';
import { checkPooled } from './pooling/check-pooled';
import { type ServicePool } from './service-pool.adapter';
import { schemaOf } from './service-role';
import { withConnection } from './with-connection';

/**
 * Opens the pool once the schema is as this version needs it, however long that takes: the service starts without
 * waiting for it, lives, and becomes ready by itself.
 */
export class DatabaseStartup implements OnModuleInit, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: DatabaseOptions,
    private readonly pool: ServicePool,
    private readonly health: DatabaseHealth,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.prepare();
        return this.ready();
      } catch (error) {
        failures += 1;
        if (!signal.aborted) this.postpone((error as Error).message);
        await delay(backoffMs(failures), undefined, { signal }).catch(() => undefined); // ended early: stopping
      }
    }
  }

  private async prepare(): Promise<void> {
    const { options } = this;
    if (options.migrateOnStart) {
      const { applied } = await runMigrations(options, this.stopping.signal);
      if (applied.length > 0) this.logger.log(`Migrated "${options.service}": ${applied.join(', ')}`);
    }
    await this.checkAsService();
  }

  /** As the service's own role, so that what passes here works at run time. */
  private async checkAsService(): Promise<void> {
    const { options } = this;
    try {
      const pending = await withConnection(directConnection(options), (client) =>
        pendingMigrations(client, options),
      );
      if (pending.length > 0) throw new PendingMigrationsError(options.service, pending);
    } catch (error) {
      throw setupErrorOf(error, options, 'running');
    }
    if (options.poolerUrl !== undefined) await this.checkPooler(options.poolerUrl);
  }

  private async checkPooler(url: string): Promise<void> {
    const { options } = this;
    try {
      await withConnection(runtimeConnection(options), (client) => checkPooled(client, options));
    } catch (error) {
      throw setupErrorOf(error, { ...options, url }, 'running');
    }
  }

  private ready(): void {
    this.pool.open();
    this.health.setReady(undefined);
    this.logger.log(`Schema "${schemaOf(this.options.service)}" is up to date`);
  }

  /** One line for each reason, not for each try. */
  private postpone(reason: string): void {
    if (reason !== this.health.notReadyBecause) this.logger.warn(`Not ready: ${reason}`);
    this.pool.close(reason);
    this.health.setReady(reason);
  }
}
