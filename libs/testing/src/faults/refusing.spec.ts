import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { until } from '../process/until';
import type { RedisServer } from '../redis/redis-server';
import { startRedis } from '../redis/start-redis';
import { BareClients, outcome } from './bare-client';

describe('a bare ioredis 6 client whose Redis refuses', () => {
  const clients = new BareClients();
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => redis.flush());
  afterEach(() => clients.close());
  afterAll(() => redis.close());

  const ready = async (...args: Parameters<BareClients['to']>) => {
    const client = clients.to(...args);
    await client.ping();
    return client;
  };
  const calls: Record<string, (client: Redis) => Promise<unknown>> = {
    SET: (client) => client.set('key', 'new'),
    GET: (client) => client.get('key'),
    DEL: (client) => client.del('nothing'),
    PING: (client) => client.ping(),
  };
  const works = { SET: 'OK', GET: 'old', DEL: 0, PING: 'PONG' };

  it.each<[string, (on: boolean) => Promise<void>, Record<string, string>]>([
    ['READONLY', (on) => redis.readOnly(on), { SET: 'READONLY', DEL: 'READONLY' }],
    ['OOM', (on) => redis.outOfMemory(on), { SET: 'OOM' }],
    ['MISCONF', (on) => redis.misconf(on), { SET: 'MISCONF', DEL: 'MISCONF', PING: 'MISCONF' }],
  ])('%s: some commands fail, the others work, the status is ready', async (_name, fault, failing) => {
    const client = await ready(redis.url);
    await client.set('key', 'old');
    await fault(true);
    const went: Record<string, unknown> = {};
    for (const [name, call] of Object.entries(calls)) {
      went[name] = await call(client).catch((error: Error) => error.message.split(' ')[0]);
    }
    expect(went).toEqual({ ...works, ...failing });
    expect(client.status).toBe('ready');
    await fault(false);
    expect(await client.set('key', 'again')).toBe('OK');
  });

  it('READONLY with reconnectOnError: it reconnects once for every error', async () => {
    const client = await ready(redis.url, { reconnectOnError: () => true, retryStrategy: () => 10 });
    const closed = jest.fn();
    client.on('close', closed);
    await redis.readOnly(true);
    for (let round = 1; round <= 4; round++) {
      expect(await outcome(client.set('key', round), 10_000)).toEqual({
        error: expect.stringContaining('READONLY'),
      });
      await until('the reconnection', () => closed.mock.calls.length === round && client.status === 'ready');
    }
    await redis.readOnly(false);
  });

  it('LOADING: a new connection waits until all is loaded', async () => {
    await redis.loading(2_000);
    await expect(redis.command('GET', 'key')).rejects.toThrow('LOADING');
    const client = clients.to(redis.url);
    const get = client.get('key');
    expect(await outcome(get, 300)).toBe('pending');
    await redis.ready();
    expect(await outcome(get, 20_000)).toEqual({ value: null });
  });

  describe('the password', () => {
    afterEach(() => redis.requirePassword(null));

    // Whether a call rejects or waits depends on where the refusal finds it; neither way is it answered.
    const isAnswered = async (call: Promise<unknown>) => {
      const went = await outcome(call, 1_000);
      return went !== 'pending' && 'value' in went;
    };

    it('NOAUTH: a live connection goes on, its reconnection is refused', async () => {
      const client = await ready(redis.url, { retryStrategy: () => 50 });
      await redis.requirePassword('new');
      expect(await client.set('key', 1)).toBe('OK');
      await redis.dropClients();
      await until('the refusal', () => clients.errorsOf(client).join().includes('NOAUTH'));
      expect(await isAnswered(client.get('key'))).toBe(false);
    });

    it('WRONGPASS: a client with the old password is refused', async () => {
      await redis.requirePassword('new');
      const client = clients.to(redis.url.replace('//', '//:old@'), { retryStrategy: () => 50 });
      await until('the refusal', () => clients.errorsOf(client).join().includes('WRONGPASS'));
      expect(await isAnswered(client.get('key'))).toBe(false);
    });
  });

  it('maxclients: a live connection goes on, a new one hangs', async () => {
    const live = await ready(redis.url);
    await redis.maxClients(true);
    const late = clients.to(redis.url);
    expect(await outcome(late.get('key'), 2_000)).toBe('pending');
    expect(await live.set('key', 1)).toBe('OK');
    await redis.maxClients(false);
    expect(await outcome(late.get('key'), 20_000)).toEqual({ value: '1' });
  });

  it('to keep (allkeys-lru): revocations are silently gone', async () => {
    const client = await ready(redis.url);
    for (let index = 0; index < 200; index++) await client.set(`revoked:${index}`, '1');
    await redis.evicting(500_000);
    for (let index = 0; index < 200; index++) await client.set(`cache:${index}`, 'x'.repeat(10_000));
    await sleep(50);
    const left = await client.keys('revoked:*');
    expect(left.length).toBeLessThan(200);
    expect([client.status, clients.errorsOf(client)]).toEqual(['ready', []]);
    await redis.evicting(false);
  });
});
