import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultProxy, type FaultProxy } from '../proxy/fault-proxy';
import { until } from '../process/until';
import type { RedisServer } from '../redis/redis-server';
import { startRedis } from '../redis/start-redis';
import { BareClients, outcome } from './bare-client';

describe('a bare ioredis 6 client whose Redis does not answer', () => {
  const clients = new BareClients();
  let redis: RedisServer;
  let proxy: FaultProxy;

  beforeAll(async () => {
    redis = await startRedis();
    proxy = await startFaultProxy({ target: redis.port });
  });
  beforeEach(() => redis.flush());
  afterEach(async () => {
    clients.close();
    redis.thaw();
    await proxy.heal();
  });
  afterAll(async () => {
    await proxy.close();
    await redis.close();
  });

  const ready = async (...args: Parameters<BareClients['to']>) => {
    const client = clients.to(...args);
    await client.ping();
    return client;
  };

  it('because it hangs (SIGSTOP): a GET is pending, and answered when it goes on', async () => {
    const client = await ready(redis.url);
    redis.freeze();
    const get = client.get('key');
    expect(await outcome(get, 2_000)).toBe('pending');
    expect(client.status).toBe('ready');
    redis.thaw();
    expect(await outcome(get, 10_000)).toEqual({ value: null });
  });

  it('because it hangs: commandTimeout rejects 1,000 SETs, the status stays ready, and all are applied later', async () => {
    const client = await ready(redis.url, { commandTimeout: 100 });
    redis.freeze();
    const sets = Array.from({ length: 1_000 }, (_, index) => client.set(`key:${index}`, 'written'));
    const results = await Promise.allSettled(sets);
    expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual(
      Array(1_000).fill('Error: Command timed out'),
    );
    expect(client.status).toBe('ready');
    redis.thaw();
    await until('the failed SETs to be applied', async () => (await redis.command('DBSIZE')) === 1_000);
  });

  it('because it hangs: quit() is pending', async () => {
    const client = await ready(redis.url);
    redis.freeze();
    expect(await outcome(client.quit(), 2_000)).toBe('pending');
  });

  it('because it accepts and is silent: connectTimeout does not see it', async () => {
    proxy.blackhole();
    const client = clients.to(proxy.through(redis.url), { connectTimeout: 200 });
    expect(await outcome(client.get('key'), 2_000)).toBe('pending');
    expect([client.status, clients.errorsOf(client)]).toEqual(['connect', []]);
  });

  it('because the reply is lost and the connection reset: INCR is applied twice', async () => {
    const client = await ready(proxy.through(redis.url), { retryStrategy: () => 500 });
    proxy.dropReplies({ thenReset: true });
    const incr = client.incr('counter');
    await until('the first time', async () => (await redis.command('GET', 'counter')) === '1');
    await until('the reset', () => proxy.connections === 0);
    await proxy.heal();
    expect(await outcome(incr, 10_000)).toEqual({ value: 2 });
  });

  it('because the reply is lost: without autoResendUnfulfilledCommands the promise never settles', async () => {
    const options = { retryStrategy: () => 500, autoResendUnfulfilledCommands: false };
    const client = await ready(proxy.through(redis.url), options);
    proxy.dropReplies({ thenReset: true });
    const incr = client.incr('counter');
    await until('the reset', () => proxy.connections === 0);
    await proxy.heal();
    expect(await outcome(client.get('counter'), 10_000)).toEqual({ value: '1' });
    expect(await outcome(incr, 1_000)).toBe('pending');
  });

  it('for a while (200 ms each way): no error at all, only slowness', async () => {
    const client = await ready(proxy.through(redis.url));
    proxy.delay(200);
    const started = Date.now();
    await client.get('key');
    await client.get('key');
    expect(Date.now() - started).toBeGreaterThanOrEqual(780);
    expect([client.status, clients.errorsOf(client)]).toEqual(['ready', []]);
  });

  it('because of CLIENT PAUSE: it waits without a word', async () => {
    const client = await ready(redis.url);
    await redis.pause(1_000);
    const set = client.set('key', 1);
    expect(await outcome(set, 300)).toBe('pending');
    expect(await outcome(set, 10_000)).toEqual({ value: 'OK' });
  });

  it('because of a BUSY script: it waits at first, then everything is refused with BUSY', async () => {
    const client = await ready(redis.url);
    await redis.busyScript(1_000);
    expect(await outcome(client.get('key'), 10_000)).toEqual({ error: expect.stringContaining('BUSY') });
    await redis.ready();
    expect(await outcome(client.get('key'), 10_000)).toEqual({ value: null });
  });

  it('because a huge reply is on the way: the next GET waits, on another connection it does not', async () => {
    const [client, other] = [await ready(proxy.through(redis.url)), await ready(redis.url)];
    await redis.command('SETRANGE', 'huge', 300_000, 'x');
    proxy.throttle(600_000, { direction: 'replies' });
    const order: string[] = [];
    const huge = client.get('huge').then(() => order.push('huge'));
    const next = client.get('key').then(() => order.push('next'));
    await other.get('key').then(() => order.push('another connection'));
    await Promise.all([huge, next]);
    expect(order).toEqual(['another connection', 'huge', 'next']);
  });

  it('because our own event loop was blocked for 300 ms: 200 of 200 GETs time out, and Redis answered all', async () => {
    const client = await ready(redis.url, { commandTimeout: 100 });
    await redis.command('CONFIG', 'RESETSTAT');
    const gets = Array.from({ length: 200 }, () => client.get('key'));
    const results = Promise.allSettled(gets);
    for (const end = Date.now() + 300; Date.now() < end;);
    expect((await results).filter(({ status }) => status === 'rejected')).toHaveLength(200);
    await until('Redis to have answered', async () =>
      String(await redis.command('INFO', 'commandstats')).includes('cmdstat_get:calls=200,'),
    );
    expect(client.status).toBe('ready');
  });

  it('as a subscriber that is cut: what is published meanwhile is lost without a signal', async () => {
    const subscriber = await ready(proxy.through(redis.url), { retryStrategy: () => 50 });
    const got: string[] = [];
    subscriber.on('message', (_channel, message) => got.push(message));
    await subscriber.subscribe('news');
    const publish = (message: string) => redis.command('PUBLISH', 'news', message);
    await publish('before');
    await until('the first message', () => got.length === 1);
    await proxy.refuse();
    proxy.reset();
    await until('the server to notice', async () => (await publish('lost')) === 0);
    await Promise.all(Array.from({ length: 50 }, () => publish('lost')));
    await proxy.heal();
    await until('it to be back', async () => (await publish('after')) === 1);
    await until('the message after', () => got.includes('after'));
    expect(got).toEqual(['before', 'after']);
  });

  it('as a subscriber that is deaf: its status is ready, Redis counts it, and nothing arrives', async () => {
    const subscriber = await ready(proxy.through(redis.url));
    const got = jest.fn();
    subscriber.on('message', got);
    await subscriber.subscribe('news');
    proxy.halfOpen('replies');
    for (let index = 0; index < 20; index++) {
      expect(await redis.command('PUBLISH', 'news', 'unheard')).toBe(1);
      await sleep(50);
    }
    expect(got).not.toHaveBeenCalled();
    expect([subscriber.status, clients.errorsOf(subscriber)]).toEqual(['ready', []]);
  });
});
