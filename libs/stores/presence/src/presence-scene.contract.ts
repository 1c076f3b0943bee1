import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { classifyDatabaseError, DatabaseHealth, DatabaseModule } from '@secureconnect/platform';
import { ResilientRedisModule } from '@secureconnect/redis';
import { isPostgresOutage, RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { CreatePresence1763724000000 } from './create-presence.migration';
import { type PresenceOptions } from './presence.options';
import { PresenceStoreModule } from './presence-store.module';
import { PresenceStore } from './presence.store';

/** Where an instance finds its servers, and as which service it works. */
export interface PresenceInstanceOptions {
  readonly postgres: string;
  readonly redis: string;
  readonly service?: string;
  readonly store?: Partial<PresenceOptions>;
}

/** One process's worth of presence. */
export class PresenceInstance {
  private constructor(private readonly app: INestApplicationContext) {}

  static async start(options: PresenceInstanceOptions): Promise<PresenceInstance> {
    Logger.overrideLogger(false);
    const { postgres: url, redis, service = 'auth', store } = options;
    const isForeign = (error: unknown) => classifyDatabaseError(error) !== undefined;
    const resilient = ResilientRedisModule.forRoot({
      ...{ name: 'presence', redis: { url: redis }, metrics: new Registry(), health: { calmMs: 1 } },
      ...{
        failover: { isPostgresOutage: (error: unknown) => isPostgresOutage(error) || isForeign(error) },
        resilience: { isForeign },
      },
    });
    const database = DatabaseModule.forRoot({
      ...{ service, url, migrations: [CreatePresence1763724000000], entities: [], migrateOnStart: true },
      ...{ poolSize: 4, connectTimeoutMs: 500, statementTimeoutMs: 2_000 },
    });
    @Module({ imports: [resilient, database, PresenceStoreModule.forRoot(store)] })
    class InstanceModule {}
    const context = { logger: false, abortOnError: false } as const;
    const app = await NestFactory.createApplicationContext(InstanceModule, context);
    await until('the schema', () => app.get(DatabaseHealth).ready, { timeout: 20_000 });
    return new PresenceInstance(app);
  }

  get store(): PresenceStore {
    return this.app.get(PresenceStore);
  }

  isNormal(): Promise<unknown> {
    return until('normal', () => this.app.get(RedisHealthService).isAvailable, { timeout: 20_000 });
  }

  isLost(): Promise<unknown> {
    return until('the outage', () => !this.app.get(RedisHealthService).isAvailable, { timeout: 20_000 });
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
