import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type HealthReport } from '@secureconnect/contracts';
import {
  httpClient,
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { createApplication } from '../bootstrap/create-application';
import { demoService } from '../bootstrap/demo.contract';
import { settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';

const token = 'an-operator-keeps-this-one-secret';

describe('the breakers of a service', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  const apps: NestFastifyApplication[] = [];
  let lines: string[];

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  });
  beforeEach(() => (lines = []));
  afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));
  afterAll(() => Promise.all([postgres.close(), redis.close()]));

  async function start(env: Record<string, string> = { OPERATOR_TOKEN: token }) {
    const values = readSettings('demo', settingsOf(demoService), {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      REDIS_COMMAND_TIMEOUT: '1000',
      ...env,
    }) as PlatformValues;
    const log = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
    const app = await createApplication(demoService, values, pino({ level: 'warn' }, log));
    apps.push(app);
    await app.listen(0, '127.0.0.1');
    const http = httpClient(await app.getUrl());
    const post = async (what: string, authorization?: string) => {
      const { status, json } = await http.request('POST', `/health/breakers/${what}`, {
        headers: authorization === undefined ? {} : { authorization },
      });
      return { status, json: json as { code?: string } };
    };
    const health = async () => (await http.get('/health')).json as HealthReport;
    const metric = async (line: string) => (await http.get('/metrics')).text.includes(`${line}\n`);
    await until('normal', async () => (await health()).mode === 'normal');
    return { http, post, health, metric };
  }

  it('are shown to anybody', async () => {
    const { http } = await start();
    const { status, json } = await http.get('/health/breakers');
    expect(status).toBe(200);
    expect(json).toEqual({
      breakers: ['read', 'write', 'pubsub', 'blocking'].map((kind) => ({
        kind,
        state: 'closed',
        forced: false,
      })),
    });
  });

  it('are held by an operator, which health, mode, metrics and one log line say, and let go again', async () => {
    const { http, post, health, metric } = await start();
    const before = Date.now();
    const answer = await post('write/force-open', `Bearer ${token}`);
    expect(answer).toEqual({ status: 200, json: { kind: 'write', state: 'open', forced: true } });
    const report = await health();
    expect(report).toMatchObject({ status: 'degraded', mode: 'degraded' });
    expect(report.components['redis']).toMatchObject({
      status: 'degraded',
      state: 'normal',
      breakers: { read: 'closed', write: 'forced-open' },
      last_error: 'a breaker keeps some calls from Redis',
    });
    expect(Date.parse(report.components['redis']?.since ?? '')).toBeGreaterThanOrEqual(before);
    expect((await http.get('/nope')).json).toMatchObject({ mode: 'degraded' });
    expect(await metric('redis_breaker_state{kind="write",state="forced-open"} 1')).toBe(true);
    expect(lines.filter((line) => line.includes('Breaker of write calls to Redis: force-open'))).toHaveLength(
      1,
    );

    await post('write/reset', `Bearer ${token}`);
    expect(await health()).toMatchObject({ status: 'ok', mode: 'normal' });
    await post('read/force-close', `bearer ${token}`);
    expect((await health()).components['redis']).toMatchObject({
      status: 'up',
      breakers: { read: 'forced-closed' },
    });
  });

  it.each([
    ['no token', undefined],
    ['another token', 'Bearer something-else-altogether-long'],
    ['a token that begins right', `Bearer ${token}x`],
    ['another scheme', `Basic ${token}`],
    ['an empty one', 'Bearer '],
  ])('are left alone by whoever shows %s', async (_what, authorization) => {
    const { post, http } = await start();
    const { status, json } = await post('write/force-open', authorization);
    expect([status, json.code]).toEqual([401, 'operator_token_wrong']);
    expect((await http.get('/health/breakers')).text).not.toContain('open"');
    expect(lines.join('')).not.toContain('force-open');
  });

  it('are left alone by everybody where no token is set', async () => {
    const { post } = await start({});
    for (const shown of [undefined, 'Bearer ', `Bearer ${token}`]) {
      const { status, json } = await post('write/force-open', shown);
      expect([status, json.code]).toEqual([403, 'operator_token_unset']);
    }
  });

  it.each([['nothing/reset'], ['write/burn'], ['__proto__/reset'], ['write/constructor']])(
    'do not know %s',
    async (what) => {
      const { post } = await start();
      const { status, json } = await post(what, `Bearer ${token}`);
      expect([status, json.code]).toEqual([404, 'not_found']);
    },
  );

  it('stand in the document of the service', async () => {
    const { http } = await start();
    const document = (await http.get('/docs/json')).json as { paths: Record<string, { post?: object }> };
    expect(document.paths['/health/breakers/{kind}/{control}']?.post).toMatchObject({
      summary: expect.any(String) as string,
      security: [{ bearer: [] }],
    });
  });
});
