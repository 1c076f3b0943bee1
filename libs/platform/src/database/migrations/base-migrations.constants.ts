import { CreateRedisEpochs1763686800000 } from '../../degraded/create-redis-epochs.migration';
import { ShareServiceKeys1763730100000 } from '../../service-tokens/share-service-keys.migration';
import { CreateIdempotencyKeys1763683200000 } from '../../idempotency/create-idempotency-keys.migration';
import { type MigrationClass } from '../database.options';
import { CreateLiveInstances1763730000000 } from '../instances/create-live-instances.migration';

/** What every service's schema has besides the service's own tables. */
export const baseMigrations: readonly MigrationClass[] = [
  CreateIdempotencyKeys1763683200000,
  CreateRedisEpochs1763686800000,
  CreateLiveInstances1763730000000,
  ShareServiceKeys1763730100000,
];

/** The name under which a migration is recorded. */
export const migrationName = (migration: MigrationClass): string => new migration().name ?? migration.name;
