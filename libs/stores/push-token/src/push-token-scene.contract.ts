import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MultiLayerCache } from '@secureconnect/cache';
import { DatabaseHealth, openService, type SealingKeys } from '@secureconnect/platform';
import { RedisHealthService } from '@secureconnect/resilience';
import { type PostgresServer, type RedisServer, until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { CreatePushTokens1763740000000 } from './create-push-tokens.migration';
import { PushTokenSealer } from './push-token-sealer';
import { PushTokenStoreModule } from './push-token-store.module';
import { PushTokenStore } from './push-token.store';
import { RecordedPushTokens } from './recorded-push-tokens.store';

/** What the tests seal with. */
export const keys: SealingKeys = [{ id: 'present', key: Buffer.alloc(32, 1) }];
const mostPerUser = 20;

@Module({ imports: [PushTokenStoreModule.forRoot({ useFactory: () => ({ keys, mostPerUser }) })] })
class InstanceModule {}

/** One process's worth of push tokens, with the cache as every service has it. */
export class PushTokenInstance {
  private constructor(private readonly app: NestFastifyApplication) {}

  static async start(postgres: PostgresServer, redis: RedisServer): Promise<PushTokenInstance> {
    const migrations = [CreatePushTokens1763740000000];
    const env = {
      ...{ PORT: '0', LOG_LEVEL: 'silent', MIGRATE_ON_START: 'true', DATABASE_STATEMENT_TIMEOUT_MS: '1000' },
      ...{ DATABASE_URL: postgres.url, REDIS_URL: redis.url },
    };
    const app = await openService({ name: 'video', module: InstanceModule, migrations }, env);
    const instance = new PushTokenInstance(app);
    await instance.whole();
    return instance;
  }

  get store(): PushTokenStore {
    return this.app.get(PushTokenStore, { strict: false });
  }

  /** The tier behind the cache, alone. */
  get recorded(): PushTokenStore {
    const source = this.app.get(DataSource, { strict: false });
    return new RecordedPushTokens(source, new PushTokenSealer(keys), mostPerUser, () => Promise.resolve());
  }

  /** PostgreSQL is there, Redis is relied on, and all is known that others invalidated. */
  whole(): Promise<unknown> {
    return until(
      'an instance to be whole',
      async () => {
        if (!this.app.get(DatabaseHealth).ready || this.app.get(RedisHealthService).state !== 'normal')
          return false;
        const { isCurrent, isRelayHeard } = await this.app
          .get(MultiLayerCache, { strict: false })
          .healthCheck();
        return isCurrent && isRelayHeard;
      },
      { timeout: 30_000 },
    );
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
