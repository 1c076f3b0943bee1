import { type PlatformValues } from '../config/platform.settings';
import { runMigrations } from '../database/migrations/run-migrations';
import { databaseOptionsOf } from './database-options';
import { type ServiceDefinition } from './service-definition';

/** Brings a service's schema, role and rights up to date, and says what it did. */
export async function migrate(service: ServiceDefinition, values: PlatformValues): Promise<void> {
  const { applied, schema } = await runMigrations(databaseOptionsOf(service, values));
  const done = applied.length === 0 ? 'is up to date' : `applied ${applied.join(', ')}`;
  process.stdout.write(`${service.name}: schema ${schema} ${done}\n`);
}
