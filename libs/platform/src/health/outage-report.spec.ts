import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type HealthReport } from '@secureconnect/contracts';
import { Failover, KeptWrites, revocationRule } from '@secureconnect/resilience';
import {
  httpClient,
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { pino } from 'pino';
import { createApplication } from '../bootstrap/create-application';
import { demoService } from '../bootstrap/demo.contract';
import { settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { HealthRegistry } from './health-registry.service';

describe('what an operator sees of an outage', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let app: NestFastifyApplication;
  let http: ReturnType<typeof httpClient>;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const values = readSettings('demo', settingsOf(demoService), {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      REDIS_COMMAND_TIMEOUT: '1000',
    }) as PlatformValues;
    app = await createApplication(demoService, values, pino({ level: 'silent' }));
    await app.listen(0, '127.0.0.1');
    http = httpClient(await app.getUrl());
    await until('normal', async () => (await report()).mode === 'normal');
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([postgres.close(), redis.close()]);
  });

  const report = async () => (await http.get('/health')).json as HealthReport;
  const component = async () => (await report()).components['redis'];
  const shows = (line: string) =>
    until(line, async () => (await http.get('/metrics')).text.includes(`${line}\n`), { every: 100 });

  it('is, of Redis, the state, since when, the fault, its words, what serves each store and what waits', async () => {
    const guarantees = { redis: 'all', memory: 'this instance only' };
    const sessions = app.get(Failover).store({ name: 'sessions', guarantees });
    const kept = app.get(KeptWrites).store({ name: 'sessions', rule: revocationRule, isDurable: false });
    expect(await component()).toMatchObject({ status: 'up', state: 'normal', stores: { sessions: 'redis' } });

    const before = Date.now();
    await redis.kill();
    await until('degraded', async () => (await report()).mode === 'degraded');
    await sessions.call('find', { kind: 'read', redis: () => Promise.reject(new Error()), memory: () => 1 });
    kept.keep('s:1', { expiresAt: Date.now() + 60_000 });
    const seen = await component();
    expect(seen).toMatchObject({
      status: 'degraded',
      state: 'degraded',
      fault: 'down',
      last_error: expect.any(String) as string,
      fallback: 'memory',
      stores: { sessions: 'memory' },
      breakers: { read: 'closed', write: 'closed', pubsub: 'closed', blocking: 'closed' },
      pending_entries: { sessions: 1 },
    });
    expect(Date.parse(seen?.since ?? '')).toBeGreaterThanOrEqual(before);
    await shows('service_component_available{component="redis"} 0');
    await shows('service_ready 1');
    await redis.start();
    await shows('service_component_available{component="redis"} 1');
  });

  it('is, of PostgreSQL, that the service is not ready, and that it is again', async () => {
    await shows('service_ready 1');
    await postgres.kill();
    await shows('service_ready 0');
    await shows('service_component_available{component="postgres"} 0');
    await postgres.start();
    await shows('service_component_available{component="postgres"} 1');
    await shows('service_ready 1');
  });

  it('can be scraped though PostgreSQL hangs', async () => {
    postgres.freeze();
    const answered: string[] = [];
    const ask = (path: string) => http.get(path).then(() => answered.push(path));
    await Promise.all([ask('/health'), ask('/metrics')]);
    expect(answered).toEqual(['/metrics', '/health']);
    postgres.thaw();
  });

  it('is not green any more where health itself cannot be told', async () => {
    await shows('service_ready 1');
    const check = () => {
      throw new TypeError('a bug');
    };
    app.get(HealthRegistry).register({ name: 'broken', required: true, check });
    await shows('service_ready 0');
  });
});
