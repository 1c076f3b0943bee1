import { type PlatformValues } from '../config/platform.settings';
import { type DatabaseOptions } from '../database/database.options';
import { type ServiceDefinition } from './service-definition';

/** How a service reaches its schema, from its settings. */
export const databaseOptionsOf = (service: ServiceDefinition, values: PlatformValues): DatabaseOptions => ({
  service: service.name,
  url: values.DATABASE_URL,
  poolSize: values.DATABASE_POOL_SIZE,
  connectTimeoutMs: values.DATABASE_CONNECT_TIMEOUT_MS,
  statementTimeoutMs: values.DATABASE_STATEMENT_TIMEOUT_MS,
  migrateOnStart: values.MIGRATE_ON_START,
  rolePassword: values.DATABASE_ROLE_PASSWORD || undefined,
  entities: service.entities ?? [],
  migrations: service.migrations ?? [],
});
