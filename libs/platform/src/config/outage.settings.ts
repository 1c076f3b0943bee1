import {
  defaultBreakerOptions,
  defaultKeptWritesOptions,
  defaultReconcilerOptions,
} from '@secureconnect/resilience';
import { type SettingRule } from './setting';
import { int } from './setting-kinds';

const mebibyte = 1024 * 1024;

/** While Redis is away the fallbacks must not take every connection there is. */
const belowThePool: SettingRule = {
  with: ['DATABASE_POOL_SIZE'],
  fault: (queries, [pool]) => Number(queries) >= Number(pool) && 'be less than DATABASE_POOL_SIZE',
};

/** How a service lives through an outage of Redis and comes back from it. */
export const outageSettings = {
  REDIS_BREAKER_FAILURE_THRESHOLD: int(1, 1_000, {
    meaning: 'failures in a row after which a kind of call to Redis is not tried any more',
    default: defaultBreakerOptions.failureThreshold,
  }),
  REDIS_BREAKER_RECOVERY_TIMEOUT_MS: int(1, 3_600_000, {
    meaning: 'milliseconds after which one call tries again, unless Redis was seen well before',
    default: defaultBreakerOptions.recoveryTimeoutMs,
  }),
  REDIS_BREAKER_MONITORING_PERIOD_MS: int(1, 3_600_000, {
    meaning: 'milliseconds after which a failure is forgotten',
    default: defaultBreakerOptions.monitoringPeriodMs,
  }),
  REDIS_KEPT_WRITES_MAX: int(1, 100_000_000, {
    meaning: 'writes kept for Redis at most while it is away',
    default: defaultKeptWritesOptions.maxEntries,
  }),
  REDIS_KEPT_WRITES_MAX_MIB: int(1, 1_000_000, {
    meaning: 'mebibytes they may take',
    default: defaultKeptWritesOptions.maxBytes / mebibyte,
  }),
  REDIS_RECOVERY_BATCH_SIZE: int(1, 10_000, {
    meaning: 'kept writes brought to Redis at a time when it is back',
    default: defaultReconcilerOptions.batchSize,
  }),
  REDIS_RECOVERY_TRIES: int(1, 100, {
    meaning: 'how often such a batch is tried before recovery pauses',
    default: defaultReconcilerOptions.tries,
  }),
  FALLBACK_QUERIES_AT_ONCE: int(0, 999, {
    meaning:
      'queries that serve in place of Redis at once, the rest waits its turn; 0: four fifths of DATABASE_POOL_SIZE',
    default: 0,
    rules: [belowThePool],
  }),
};
