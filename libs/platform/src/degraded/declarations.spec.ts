import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RedisHealthService } from '@secureconnect/resilience';
import {
  connectSocket,
  httpClient,
  type PostgresServer,
  type RedisServer,
  type SocketClient,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { pino } from 'pino';
import { createApplication } from '../bootstrap/create-application';
import { type ServiceDefinition, settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { Locks, LocksModule } from './locks-demo.contract';

/** The one the stores talk to. */
let redis: RedisServer;
/** One that stays well: whoever watches it does not know yet. */
let healthy: RedisServer;
let postgres: PostgresServer;

const service: ServiceDefinition = { name: 'chat', module: LocksModule };

let app: NestFastifyApplication;
let url: string;
let socket: SocketClient;

const start = async (watched: RedisServer): Promise<void> => {
  const environment = {
    DATABASE_URL: postgres.url,
    REDIS_URL: watched.url,
    REDIS_COMMAND_TIMEOUT: '1000',
  };
  const values = readSettings('demo', settingsOf(service), environment) as PlatformValues;
  app = await createApplication(service, values, pino({ level: 'silent' }));
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  socket = await connectSocket(url, { path: '/ws/locks' });
};
const end = async (): Promise<void> => {
  socket.close();
  await app.close();
};

const isAvailable = () => app.get(RedisHealthService).isAvailable;
const marksOf = ({ headers }: { headers: Record<string, unknown> }) => [
  headers['x-service-mode'],
  headers['x-degraded'],
];
const refusal = (operation: string) => ({
  error: 'SERVICE_DEGRADED',
  code: 'redis_unavailable',
  mode: 'degraded',
  message: `${operation} is operating in degraded mode and is refused until Redis is back.`,
  request_id: expect.any(String),
});

beforeAll(async () => {
  [redis, healthy, postgres] = await Promise.all([startRedis(), startRedis(), startPostgres()]);
  Locks.redis = redis;
});
afterAll(() => Promise.all([redis.close(), healthy.close(), postgres.close()]));

describe('a service while Redis serves', () => {
  beforeAll(() => start(redis));
  afterAll(end);

  it('marks nothing, and shows what each operation declared', async () => {
    const answer = await httpClient(url).post('/locks');
    expect([answer.status, ...marksOf(answer)]).toEqual([201, undefined, undefined]);
    expect(await socket.emitAck('lock.take')).toEqual({ ok: true, taken: 'OK' });
    const { json } = await httpClient(url).get('/health/policies');
    expect(json).toMatchObject({
      service: 'chat',
      operations: expect.any(Array),
      stores: expect.arrayContaining([
        {
          store: 'locks',
          tiers: [
            { tier: 'redis', guarantee: 'shared' },
            { tier: 'memory', guarantee: 'of this instance alone' },
          ],
        },
      ]),
    });
    expect((json as { operations: object[] }).operations).toEqual(
      expect.arrayContaining([
        {
          operation: 'take-lock',
          kind: 'http',
          target: 'LocksController.take',
          stores: [{ store: 'locks', mode: 'closed' }],
        },
        {
          operation: 'lock.take',
          kind: 'ws',
          target: 'LocksGateway.take',
          stores: [{ store: 'locks', mode: 'closed' }],
        },
        {
          operation: 'locks.held',
          kind: 'provider',
          target: 'Locks.held',
          stores: [{ store: 'locks', mode: 'open' }],
        },
      ]),
    );
  });
});

describe.each([
  ['known', () => redis],
  ['not known yet', () => healthy],
])('a service whose Redis died, which is %s', (_name, watched) => {
  beforeAll(async () => {
    await start(watched());
    await redis.kill();
    if (watched() === redis) await until('the outage to be known', () => !isAvailable());
    expect(isAvailable()).toBe(watched() === healthy);
  });
  afterAll(async () => {
    await end();
    await redis.start();
  });

  it('refuses what fails closed, in the one shape, in degraded mode, by the one way out', async () => {
    const answer = await httpClient(url).post('/locks');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.json).toEqual({ ...refusal('take-lock'), request_id: answer.headers['x-request-id'] });
    expect(marksOf(answer)[0]).toBe('degraded');
  });

  it('refuses a socket in the acknowledgement, or by an exception event', async () => {
    expect(await socket.emitAck('lock.take')).toEqual({ ok: false, error: refusal('lock.take') });
    socket.emit('lock.take');
    expect(await socket.next('exception')).toEqual(refusal('lock.take'));
  });

  it('marks an answer for what a guard met on the way', async () => {
    const answer = await httpClient(url).get('/locks/guarded');
    expect(answer.status).toBe(200);
    expect(marksOf(answer)).toEqual(['degraded', expect.stringContaining('locks.held, locks')]);
  });

  it('leaves what is free unmarked, whatever a guard before it met', async () => {
    const answer = await httpClient(url).get('/locks/free');
    expect([answer.status, ...marksOf(answer)]).toEqual([200, undefined, undefined]);
  });
});

describe('a PostgreSQL that is away', () => {
  beforeAll(async () => {
    await start(redis);
    await postgres.kill();
  });
  afterAll(end);

  it('is not taken for a Redis that is: what fails open does not fail open for it', async () => {
    const answer = await httpClient(url).get('/locks/stored');
    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({ code: 'database_unavailable', mode: 'normal' });
    expect(marksOf(answer)).toEqual([undefined, undefined]);
  });
});
