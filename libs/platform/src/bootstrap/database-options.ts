import { type DatabaseValues, type PlatformValues } from '../config/platform.settings';
import { type DatabaseOptions, type MigrateOptions } from '../database/database.options';
import { type ServiceDefinition } from './service-definition';

/** How a service's schema is brought up to date, from the database's settings alone. */
export const migrateOptionsOf = (service: ServiceDefinition, values: DatabaseValues): MigrateOptions => ({
  service: service.name,
  url: values.DATABASE_DIRECT_URL || values.DATABASE_URL,
  connectTimeoutMs: values.DATABASE_CONNECT_TIMEOUT_MS,
  rolePassword: values.DATABASE_ROLE_PASSWORD || undefined,
  statementTimeoutMs: values.DATABASE_STATEMENT_TIMEOUT_MS,
  migrations: service.migrations ?? [],
});

/** How a service reaches its schema, from its settings. */
export const databaseOptionsOf = (service: ServiceDefinition, values: PlatformValues): DatabaseOptions => ({
  ...migrateOptionsOf(service, values),
  poolerUrl: values.DATABASE_DIRECT_URL === '' ? undefined : values.DATABASE_URL,
  poolSize: values.DATABASE_POOL_SIZE,
  statementTimeoutMs: values.DATABASE_STATEMENT_TIMEOUT_MS,
  migrateOnStart: values.MIGRATE_ON_START,
  entities: service.entities ?? [],
});
