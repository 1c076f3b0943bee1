import { type DataSource } from 'typeorm';
import { type ServiceDefinition, settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { type Environment, readSettings } from '../config/read-settings';
import { type DatabaseHealth } from '../database/database-health.service';
import { redisOptionsOf } from './redis-options';

const service: ServiceDefinition = { name: 'chat', module: class {} };

/** Nothing is asked of the database while options are read. */
const nobody = {} as DataSource & DatabaseHealth;

const read = (environment: Environment) => {
  const values = readSettings('chat', settingsOf(service), environment) as PlatformValues;
  return redisOptionsOf('chat', values, nobody, nobody);
};

describe('how a service lives through an outage', () => {
  it('is as the README tells unless the environment says otherwise', () => {
    expect(read({})).toMatchObject({
      health: { intervalMs: 10_000 },
      breakers: { failureThreshold: 5, recoveryTimeoutMs: 60_000, monitoringPeriodMs: 300_000 },
      keptWrites: { maxEntries: 100_000, maxBytes: 67_108_864 },
      recovery: { batchSize: 100, tries: 3 },
      failover: { bulkhead: { maxConcurrent: 8 } },
    });
  });

  it('is set by the environment, each part of it', () => {
    const environment = {
      REDIS_HEALTH_CHECK_INTERVAL: '3',
      REDIS_BREAKER_FAILURE_THRESHOLD: '7',
      REDIS_BREAKER_RECOVERY_TIMEOUT_MS: '250',
      REDIS_BREAKER_MONITORING_PERIOD_MS: '9000',
      REDIS_KEPT_WRITES_MAX: '11',
      REDIS_KEPT_WRITES_MAX_MIB: '2',
      REDIS_RECOVERY_BATCH_SIZE: '13',
      REDIS_RECOVERY_TRIES: '4',
      FALLBACK_QUERIES_AT_ONCE: '5',
    };
    expect(read(environment)).toMatchObject({
      health: { intervalMs: 3_000 },
      breakers: { failureThreshold: 7, recoveryTimeoutMs: 250, monitoringPeriodMs: 9_000 },
      keptWrites: { maxEntries: 11, maxBytes: 2_097_152 },
      recovery: { batchSize: 13, tries: 4 },
      failover: { bulkhead: { maxConcurrent: 5 } },
    });
  });

  it('may not give every connection of the database to fallbacks', () => {
    const environment = { DATABASE_POOL_SIZE: '8', FALLBACK_QUERIES_AT_ONCE: '8' };
    expect(read({ DATABASE_POOL_SIZE: '5' }).failover?.bulkhead?.maxConcurrent).toBe(4);
    expect(() => read(environment)).toThrow('FALLBACK_QUERIES_AT_ONCE must be less than DATABASE_POOL_SIZE');
  });
});
