import { type DataSource, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import { classifyDatabaseError } from '../classify-database-error';
import { MigrationFailedError } from './migration-failed.error';

/** Applies what is pending, oldest first, each in its own transaction unless it asks for none; gives their names. */
export async function applyMigrations(
  source: DataSource,
  runner: QueryRunner,
  service: string,
): Promise<string[]> {
  const executor = new MigrationExecutor(source, runner);
  const pending = await executor.getPendingMigrations();
  for (const migration of pending) await apply(executor, runner, migration, service);
  return pending.map(({ name }) => name);
}

async function apply(
  executor: MigrationExecutor,
  runner: QueryRunner,
  migration: Migration,
  service: string,
): Promise<void> {
  const transactional = migration.instance?.transaction !== false;
  try {
    if (transactional) await runner.startTransaction();
    await executor.executeMigration(migration);
    if (transactional) await runner.commitTransaction();
  } catch (error) {
    // Rolling back fails only on a dead connection, whose transaction is gone anyway.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    if (classifyDatabaseError(error) === 'unavailable') throw error;
    throw new MigrationFailedError(service, migration.name, error as Error);
  }
}
