import { redisOptionsFrom, type ResilientRedisOptions } from '@secureconnect/redis';
import { isPostgresOutage } from '@secureconnect/resilience';
import { type DataSource } from 'typeorm';
import { type PlatformValues } from '../config/platform.settings';
import { classifyDatabaseError } from '../database/classify-database-error';
import { type DatabaseHealth } from '../database/database-health.service';
import { DatabaseEpochRecord } from './database-epoch-record.adapter';

/** The Redis of a service, as its environment says; its epoch is in the service's own schema. */
export function redisOptionsOf(
  service: string,
  values: PlatformValues,
  source: DataSource,
  database: DatabaseHealth,
): ResilientRedisOptions {
  return {
    name: service,
    redis: redisOptionsFrom(values),
    health: { intervalMs: values.REDIS_HEALTH_CHECK_INTERVAL * 1_000 },
    epochs: new DatabaseEpochRecord(source, database),
    failover: {
      isPostgresOutage: (error) => isPostgresOutage(error) || classifyDatabaseError(error) !== undefined,
    },
  };
}
