import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RedisHealthService } from '@secureconnect/resilience';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { pino } from 'pino';
import { createApplication } from '../bootstrap/create-application';
import { type ServiceDefinition, settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';

@Module({})
class EmptyModule {}

const service: ServiceDefinition = { name: 'chat', module: EmptyModule };

describe('the Redis of a service', () => {
  let redis: RedisServer;
  let postgres: PostgresServer;
  const running: NestFastifyApplication[] = [];

  beforeAll(async () => {
    [redis, postgres] = await Promise.all([startRedis({ persistent: true }), startPostgres()]);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.close()));
  });
  afterAll(() => Promise.all([redis.close(), postgres.close()]));

  async function start(): Promise<RedisHealthService> {
    const environment = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
    const values = readSettings('demo', settingsOf(service), environment) as PlatformValues;
    const app = await createApplication(service, values, pino({ level: 'silent' }));
    running.push(app);
    await app.listen(0, '127.0.0.1');
    return app.get(RedisHealthService);
  }
  const normal = (...all: RedisHealthService[]) =>
    until('normal', () => all.every(({ isAvailable }) => isAvailable), { timeout: 20_000 });
  const recordedEpoch = async () => {
    const [row] = await postgres.sql<{ epoch: string }>('SELECT epoch FROM chat.redis_epochs');
    return Number(row?.epoch);
  };
  const changesOf = (health: RedisHealthService): string[] => {
    const changes: string[] = [];
    health.recovery?.changes$.subscribe((change) => changes.push(change));
    return changes;
  };

  it('is filled for the first time under epoch 1, and known again by the next start', async () => {
    await normal(await start());
    expect(await recordedEpoch()).toBe(1);
    const again = await start();
    await normal(again);
    expect([await recordedEpoch(), again.recovery?.epoch]).toEqual([1, 1]);
  });

  it('when wiped under three instances, is noticed by each, and all agree on the next filling', async () => {
    const instances = [await start(), await start(), await start()];
    await normal(...instances);
    const before = await recordedEpoch();
    const changes = instances.map(changesOf);
    await redis.command('FLUSHALL');
    await until('everybody to notice', () => changes.every((seen) => seen.length > 0));
    await normal(...instances);
    expect(changes.flat().every((change) => change === 'emptied' || change === 'refilled')).toBe(true);
    expect(changes.flat()).toContain('emptied');
    // Who comes late may count on once more; the others then adopt that.
    await until('agreement', async () => {
      const epoch = await recordedEpoch();
      const agrees = ({ isAvailable, recovery }: RedisHealthService) =>
        isAvailable && recovery?.epoch === epoch;
      return epoch > before && instances.every(agrees);
    });
  });

  it('when wiped while nobody ran, is not trusted by who starts next', async () => {
    await normal(await start());
    const before = await recordedEpoch();
    await Promise.all(running.splice(0).map((app) => app.close()));
    await redis.command('FLUSHALL');
    await normal(await start());
    expect(await recordedEpoch()).toBe(before + 1);
  });

  it('when it comes back while PostgreSQL is away, is trusted if it is the same and not if it is another', async () => {
    const health = await start();
    await normal(health);
    await postgres.kill();
    await redis.kill();
    await until('degraded', () => !health.isAvailable);
    await redis.start(); // With all it had.
    await normal(health);
    await redis.wipe(); // What it lacks now only PostgreSQL could tell.
    await until('doubt', () => health.state === 'recovering' && /epoch/.test(health.lastError ?? ''));
    await postgres.start();
    await normal(health);
  });
});
