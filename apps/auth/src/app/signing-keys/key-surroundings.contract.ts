import { type PostgresServer, type RedisServer, startPostgres, startRedis } from '@secureconnect/testing';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { CreateAuditEvents1763725200000 } from '../audit/create-audit-events.migration';
import { CreateSigningKeys1763690400000 } from './create-signing-keys.migration';
import { type KeyInstance, startKeyInstance } from './key-scene.contract';

/** Two instances that hold signing keys, and what they stand on. */
export class KeySurroundings {
  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly source: DataSource,
    readonly one: KeyInstance,
    readonly other: KeyInstance,
  ) {}

  static async open(log: Pick<DataSourceOptions, 'logger' | 'logging'> = {}): Promise<KeySurroundings> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const migrations = [CreateSigningKeys1763690400000, CreateAuditEvents1763725200000];
    const source = new DataSource({ type: 'postgres', url: postgres.url, migrations, ...log });
    await source.initialize();
    await source.runMigrations();
    const start = () => startKeyInstance(source, { url: redis.url });
    return new KeySurroundings(postgres, redis, source, ...(await Promise.all([start(), start()])));
  }

  async close(): Promise<void> {
    await Promise.all([this.one.close(), this.other.close()]);
    await this.source.destroy();
    await Promise.all([this.postgres.close(), this.redis.close()]);
  }
}
