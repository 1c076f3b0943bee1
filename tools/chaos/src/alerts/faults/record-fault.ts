import { setTimeout as sleep } from 'node:timers/promises';
import { type AlertFault } from './alert-fault';
import { besideRedis } from './redis-faults';

const besideRecord: Readonly<Record<string, string>> = {
  ...besideRedis,
  UpstreamUnavailable: 'instances that are not ready take no traffic',
  UpstreamFailing: 'what waits for PostgreSQL is late, and what is not ready is asked in vain',
  StorageSweepFailing: 'the sweep needs the record',
  JobsBehind: 'no job is taken while PostgreSQL is away',
  StorageScanBehind: 'scans are jobs, and no job is taken while PostgreSQL is away',
  ChatOutboxBehind: 'what is told is settled in PostgreSQL',
  CallOutboxBehind: 'what is told is settled in PostgreSQL',
  FallbackSlow: 'fallbacks ask a PostgreSQL that is away',
};

/** So long all of it is away before Redis comes back alone. */
const beforeMs = 1_000;

/** Nothing can be trusted and nothing can be filled: the worst that both of them can do together. */
export const redisReturnsAlone: AlertFault = {
  name: 'redis-returns-alone',
  does: 'Redis and PostgreSQL are killed, and Redis comes back empty, alone',
  fires: [
    ...['PostgresUnavailable', 'ServiceNotReady', 'BackplaneWithoutCarrier'],
    ...['RedisRecoveryStuck', 'RedisUnavailable'],
  ],
  beside: besideRecord,
  begin: async ({ system }) => {
    const [redis] = system.redis.servers;
    await Promise.all([redis?.kill(), system.postgres.kill()]);
    await sleep(beforeMs);
    await redis?.wipe();
    return () => system.postgres.start();
  },
};
