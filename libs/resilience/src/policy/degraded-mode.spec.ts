import { type INestApplication } from '@nestjs/common';
import {
  connectSocket,
  httpClient,
  type RedisServer,
  type SocketClient,
  startRedis,
  until,
} from '@secureconnect/testing';
import { type RedisHealthService } from '../health/redis-health.service';
import { Notes, startDemo, watchRedis } from './demo-application.contract';

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

let redis: RedisServer;
let health: RedisHealthService;
let app: INestApplication;
let url: string;
let socket: SocketClient;

async function start(probeEveryMs: number): Promise<void> {
  health = await watchRedis(probeEveryMs);
  ({ app, url } = await startDemo(health));
  socket = await connectSocket(url, { path: '/ws' });
}
const end = async (): Promise<void> => {
  socket.close();
  health.stop();
  await app.close();
};
const get = (path: string) => httpClient(url).get(`/things/${path}`);
const asked = () => app.get(Notes).asked;

beforeAll(async () => {
  Notes.redis = redis = await startRedis();
});
afterAll(() => redis.close());

describe('while Redis serves', () => {
  beforeAll(() => start(60_000));
  afterAll(end);

  it('everything runs on Redis and nothing is marked', async () => {
    expect((await get('keep')).json).toEqual({ kept: 'OK' });
    for (const path of ['keep', 'read', 'count', 'mixed', 'about']) {
      const answer = await get(path);
      expect({ status: answer.status, marks: marksOf(answer) }).toEqual({
        status: 200,
        marks: [undefined, undefined],
      });
    }
    expect((await get('read')).text).toBe('text from redis');
    expect(await socket.emitAck('read')).toEqual({ ok: true, text: 'text from redis' });
  });

  it('a bug surfaces as itself, not as an outage', async () => {
    const notes = app.get(Notes);
    await notes.keep('n', 'text');
    await expect(notes.misuse('n')).rejects.toThrow(/WRONGTYPE/);
    expect((await get('misuse')).status).toBe(500);
  });
});

describe('when Redis is known to be away', () => {
  beforeAll(async () => {
    await start(20);
    await redis.kill();
    await until('the outage to be known', () => !health.isAvailable);
  });
  afterAll(async () => {
    await end();
    await redis.start();
  });

  it('what fails closed is not run: 503, when to ask again, and the degraded body', async () => {
    const before = asked();
    const answer = await get('keep');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json).toEqual(refusal('keep-thing'));
    expect(marksOf(answer)).toEqual(['degraded', 'keep-thing, notes']);
    expect(asked()).toBe(before);
  });

  it('what fails open or falls back runs and is marked, by its own declaration or its class', async () => {
    const count = await get('count');
    expect([count.status, count.text]).toEqual([200, 'n: unknown']);
    expect(marksOf(count)).toEqual(['degraded', 'count, counts, notes.count']);
    const read = await get('read');
    expect([read.status, read.text]).toEqual([200, 'n from memory']);
    expect(marksOf(read)).toEqual(['degraded', 'things.read, notes, notes.read']);
  });

  it('one store that is closed closes a route that is open for another', async () => {
    expect((await get('mixed')).json).toEqual(refusal('count-things'));
  });

  it('an answer that is an error is marked too', async () => {
    const answer = await get('missing');
    expect([answer.status, ...marksOf(answer)]).toEqual([
      404,
      'degraded',
      'missing-thing, counts, notes.count',
    ]);
  });

  it('what never touches Redis runs unmarked', async () => {
    const answer = await get('about');
    expect([answer.status, ...marksOf(answer)]).toEqual([200, undefined, undefined]);
    expect(await socket.emitAck('about')).toEqual({ ok: true });
  });

  it('a socket is refused in its acknowledgement, or by an exception event where it asked for none', async () => {
    expect(await socket.emitAck('keep', 'x')).toEqual({ ok: false, error: refusal('ws.keep') });
    socket.emit('keep', 'x');
    expect(await socket.next('exception')).toEqual(refusal('ws.keep'));
  });

  it('a socket reads in the answer that it was served degraded', async () => {
    expect(await socket.emitAck('read')).toEqual({
      ok: true,
      text: 'n from memory',
      mode: 'degraded',
      degraded: ['ws.read', 'notes', 'notes.read'],
    });
  });
});

type Fault = readonly [name: string, on: () => unknown, off: () => unknown];
const faults: readonly Fault[] = [
  ['is killed', () => redis.kill(), () => redis.start()],
  ['freezes', () => redis.freeze(), () => redis.thaw()],
  ['turns read-only', () => redis.readOnly(true), () => redis.readOnly(false)],
];

describe.each(faults)('when Redis %s after the guard looked', (_name, on, off) => {
  beforeAll(async () => {
    await start(60_000);
    await redis.command('SET', 'n', 'text');
    await on();
    expect(health.isAvailable).toBe(true);
  });
  afterAll(async () => {
    await end();
    await off();
  });

  it('what fails closed was tried, and is refused as if the guard had known', async () => {
    const before = asked();
    const answer = await get('keep');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.json).toEqual(refusal('keep-thing'));
    expect(marksOf(answer)[0]).toBe('degraded');
    expect(asked()).toBe(before + 1);
    expect(await socket.emitAck('keep', 'x')).toEqual({ ok: false, error: refusal('ws.keep') });
  });
});

describe.each(faults.slice(0, 2))(
  'when Redis %s after the guard looked, what may go on',
  (_name, on, off) => {
    beforeAll(async () => {
      await start(60_000);
      await on();
    });
    afterAll(async () => {
      await end();
      await off();
    });

    it('returns the declared value, or is served by the next tier, and is marked', async () => {
      const count = await get('count');
      expect([count.status, count.text, ...marksOf(count)]).toEqual([
        200,
        'n: unknown',
        'degraded',
        'notes.count, counts',
      ]);
      const read = await get('read');
      expect([read.status, read.text, ...marksOf(read)]).toEqual([
        200,
        'n from memory',
        'degraded',
        'notes.read, notes',
      ]);
      expect(await socket.emitAck('read')).toMatchObject({
        mode: 'degraded',
        degraded: ['notes.read', 'notes'],
      });
    });

    it('marks of one request are not those of the next', async () => {
      await get('read');
      expect(marksOf(await get('about'))).toEqual([undefined, undefined]);
    });
  },
);
