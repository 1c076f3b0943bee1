import { redisOptionsFrom, type ResilientRedisOptions } from '@secureconnect/redis';
import { isPostgresOutage } from '@secureconnect/resilience';
import { type DataSource } from 'typeorm';
import { type PlatformValues } from '../config/platform.settings';
import { classifyDatabaseError } from '../database/classify-database-error';
import { type DatabaseHealth } from '../database/database-health.service';
import { DatabaseEpochRecord } from './database-epoch-record.adapter';

/** Some connections stay for what is no fallback. */
const queriesAtOnce = ({
  FALLBACK_QUERIES_AT_ONCE: given,
  DATABASE_POOL_SIZE: pool,
}: PlatformValues): number => (given > 0 ? given : Math.max(1, Math.floor(pool * 0.8)));

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
    breakers: {
      failureThreshold: values.REDIS_BREAKER_FAILURE_THRESHOLD,
      recoveryTimeoutMs: values.REDIS_BREAKER_RECOVERY_TIMEOUT_MS,
      monitoringPeriodMs: values.REDIS_BREAKER_MONITORING_PERIOD_MS,
    },
    keptWrites: {
      maxEntries: values.REDIS_KEPT_WRITES_MAX,
      maxBytes: values.REDIS_KEPT_WRITES_MAX_MIB * 1024 * 1024,
    },
    recovery: { batchSize: values.REDIS_RECOVERY_BATCH_SIZE, tries: values.REDIS_RECOVERY_TRIES },
    epochs: new DatabaseEpochRecord(source, database),
    failover: {
      bulkhead: { maxConcurrent: queriesAtOnce(values) },
      isPostgresOutage: (error) => isPostgresOutage(error) || classifyDatabaseError(error) !== undefined,
    },
  };
}
