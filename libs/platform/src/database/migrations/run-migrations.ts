import { type ClientBase } from 'pg';
import { type QueryRunner } from 'typeorm';
import { administratorConnection } from '../connection.options';
import { type MigrateOptions } from '../database.options';
import { ServiceDataSource } from '../service-data-source';
import { ServicePool } from '../service-pool.adapter';
import { roleOf, schemaOf } from '../service-role';
import { applyMigrations } from './apply-migrations';
import { baseMigrations } from './base-migrations.constants';
import { lockService } from './migration-lock';
import { prepareSchema } from './prepare-schema';
import { setupErrorOf } from './setup-error-of';

/** What a run of migrations did. */
export interface MigrationReport {
  readonly schema: string;
  /** Names of those applied now; empty if the schema was up to date. */
  readonly applied: string[];
}

/**
 * Brings one service's schema and role up to date. Any number may run at once; throws a DatabaseSetupError with one
 * clear sentence where the reason is foreseen. An aborted signal cuts it off, leaving whole migrations only.
 */
export async function runMigrations(options: MigrateOptions, signal?: AbortSignal): Promise<MigrationReport> {
  const schema = schemaOf(options.service);
  const pool = new ServicePool(administratorConnection(options), 1);
  const migrations = [...baseMigrations, ...options.migrations];
  const source = await ServiceDataSource.over(pool, schema, options.url, { migrations });
  const cut = () => pool.abandon();
  signal?.addEventListener('abort', cut);
  try {
    return { schema, applied: await migrate(source, options) };
  } catch (error) {
    throw setupErrorOf(error, options, 'migrating');
  } finally {
    signal?.removeEventListener('abort', cut);
    await source.destroy();
  }
}

/** All on one connection, so that nothing is changed without holding the lock. */
async function migrate(source: ServiceDataSource, options: MigrateOptions): Promise<string[]> {
  const runner: QueryRunner = source.createQueryRunner();
  const client = (await runner.connect()) as ClientBase;
  await prepareSchema(client, options);
  await lockService(client, options.service);
  const applied = await applyMigrations(source, runner, options.service);
  // The default rights cover the record of migrations too; a service only reads it.
  const record = `"${schemaOf(options.service)}".migrations`;
  await client.query(`REVOKE INSERT, UPDATE, DELETE ON ${record} FROM "${roleOf(options.service)}"`);
  return applied;
}
