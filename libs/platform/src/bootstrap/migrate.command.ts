import { databaseSettings } from '../config/platform.settings';
import { type Environment, readSettings } from '../config/read-settings';
import { runMigrations } from '../database/migrations/run-migrations';
import { migrateOptionsOf } from './database-options';
import { type ServiceDefinition } from './service-definition';

/** Brings a service's schema, role and rights up to date, and says what it did; needs the database's settings only. */
export async function migrate(service: ServiceDefinition, env: Environment): Promise<void> {
  const values = readSettings(service.name, databaseSettings, env);
  const { applied, schema } = await runMigrations(migrateOptionsOf(service, values));
  const done = applied.length === 0 ? 'is up to date' : `applied ${applied.join(', ')}`;
  process.stdout.write(`${service.name}: schema ${schema} ${done}\n`);
}
