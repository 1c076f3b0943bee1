import { type PostgresServer, startPostgres } from '@secureconnect/testing';
import { runtimeConnection } from '../database/connection.options';
import { runMigrations } from '../database/migrations/run-migrations';
import { ServiceDataSource } from '../database/service-data-source';
import { ServicePool } from '../database/service-pool.adapter';
import { DatabaseEpochRecord } from './database-epoch-record.adapter';

describe('the epoch of Redis in PostgreSQL', () => {
  let postgres: PostgresServer;
  let source: ServiceDataSource;
  let record: DatabaseEpochRecord;

  beforeAll(async () => {
    postgres = await startPostgres();
    const options = {
      ...{ service: 'auth', url: postgres.url, connectTimeoutMs: 1_000, statementTimeoutMs: 2_000 },
      ...{ migrations: [], entities: [], migrateOnStart: true, poolSize: 8 },
    };
    await runMigrations(options);
    const pool = new ServicePool(runtimeConnection(options), 8);
    source = await ServiceDataSource.over(pool, 'auth', postgres.url, {});
    record = new DatabaseEpochRecord(source, { whenReady: async () => undefined });
  });
  beforeEach(() => source.query('DELETE FROM redis_epochs'));
  afterAll(async () => {
    await source.destroy();
    await postgres.close();
  });

  it('is none before Redis was filled for the first time, and then 1', async () => {
    expect(await record.current()).toBeNull();
    expect(await record.advance(null)).toBe(1);
    expect(await record.current()).toBe(1);
  });

  it('counts on once, however many instances refilled Redis at the same time', async () => {
    const first = await Promise.all(Array.from({ length: 8 }, () => record.advance(null)));
    expect(first).toEqual(Array<number>(8).fill(1));
    const second = await Promise.all(Array.from({ length: 8 }, () => record.advance(1)));
    expect(second).toEqual(Array<number>(8).fill(2));
  });

  it('does not count on from an epoch that has passed, and tells the present one', async () => {
    for (const known of [null, 1, 2]) await record.advance(known);
    expect(await record.advance(1)).toBe(3);
    expect(await record.advance(null)).toBe(3);
  });

  it('rejects while PostgreSQL is away, and knows the epoch again afterwards', async () => {
    await record.advance(null);
    await postgres.kill();
    await expect(record.current()).rejects.toThrow();
    await expect(record.advance(1)).rejects.toThrow();
    await postgres.start();
    expect(await record.advance(1)).toBe(2);
  });
});
