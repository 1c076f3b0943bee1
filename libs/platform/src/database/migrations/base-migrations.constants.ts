import { CreateRedisEpochs1763686800000 } from '../../degraded/create-redis-epochs.migration';
import { CreateIdempotencyKeys1763683200000 } from '../../idempotency/create-idempotency-keys.migration';
import { type MigrationClass } from '../database.options';

/** What every service's schema has besides the service's own tables. */
export const baseMigrations: readonly MigrationClass[] = [
  CreateIdempotencyKeys1763683200000,
  CreateRedisEpochs1763686800000,
];

/** The name under which a migration is recorded. */
export const migrationName = (migration: MigrationClass): string => new migration().name ?? migration.name;
