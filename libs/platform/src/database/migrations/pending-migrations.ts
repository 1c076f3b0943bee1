import { type ClientBase } from 'pg';
import { type MigrateOptions } from '../database.options';
import { schemaOf } from '../service-role';
import { baseMigrations, migrationName } from './base-migrations.constants';

/** PostgreSQL's words for "nobody ever migrated here": no such table, no such schema. */
const neverMigrated = new Set(['42P01', '3F000']);

/** The names of migrations this version has and the database has not, in their order. */
export async function pendingMigrations(client: ClientBase, options: MigrateOptions): Promise<string[]> {
  const applied = await appliedMigrations(client, schemaOf(options.service));
  return [...baseMigrations, ...options.migrations].map(migrationName).filter((name) => !applied.has(name));
}

async function appliedMigrations(client: ClientBase, schema: string): Promise<Set<string>> {
  try {
    const { rows } = await client.query<{ name: string }>(`SELECT name FROM "${schema}".migrations`);
    return new Set(rows.map((row) => row.name));
  } catch (error) {
    if (neverMigrated.has((error as { code?: string }).code ?? '')) return new Set();
    throw error;
  }
}
