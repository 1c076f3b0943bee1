import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultProxy } from '../proxy/fault-proxy';
import { freePort } from '../process/free-port';
import { until } from '../process/until';
import type { RedisServer } from '../redis/redis-server';
import { startRedis } from '../redis/start-redis';
import { BareClients, outcome } from './bare-client';

describe('a bare ioredis 6 client whose Redis is gone', () => {
  const clients = new BareClients();
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    await redis.start();
    await redis.flush();
  });
  afterEach(() => clients.close());
  afterAll(() => redis.close());

  const ready = async (...args: Parameters<BareClients['to']>) => {
    const client = clients.to(...args);
    await client.ping();
    return client;
  };

  it('by SIGKILL: a GET with default options is still pending 3 s later (it rejects after 73.5 s)', async () => {
    const client = await ready(redis.url);
    await redis.kill();
    expect(await outcome(client.get('key'), 3_000)).toBe('pending');
    expect(clients.errorsOf(client).join()).toContain('ECONNREFUSED');
  });

  it('by SIGKILL: an old GET is answered by the restarted server, whatever it has lost', async () => {
    const client = await ready(redis.url);
    await client.set('key', 'value');
    await redis.kill();
    const get = client.get('key');
    expect(await outcome(get, 300)).toBe('pending');
    await redis.start();
    expect(await outcome(get, 20_000)).toEqual({ value: null });
  });

  it('by SIGKILL: with maxRetriesPerRequest the GET rejects', async () => {
    const client = await ready(redis.url, { maxRetriesPerRequest: 1, retryStrategy: () => 20 });
    await redis.kill();
    expect(await outcome(client.get('key'), 10_000)).toEqual({
      error: expect.stringContaining('max retries per request'),
    });
  });

  it('by SIGKILL: a rejection that nobody catches ends the process', async () => {
    const careless = `
      const { Redis } = require('ioredis');
      const client = new Redis(process.argv[1], { maxRetriesPerRequest: 0, retryStrategy: () => 20 });
      client.on('error', () => {}).once('ready', () => console.log('ready')).on('close', () => client.get('key'));`;
    const child = spawn(process.execPath, ['-e', careless, redis.url], { cwd: __dirname });
    let complaint = '';
    child.stderr.on('data', (chunk) => (complaint += String(chunk)));
    await once(child.stdout, 'data');
    await redis.kill();
    expect((await once(child, 'close'))[0]).toBe(1);
    expect(complaint).toContain('MaxRetriesPerRequestError');
  });

  it('at boot: the first GET is pending, and so it is with an unknown host', async () => {
    const away = clients.to(`redis://127.0.0.1:${await freePort()}`);
    const unknown = clients.to('redis://nowhere.invalid');
    const gets = [away, unknown].map((client) => outcome(client.get('key'), 1_000));
    expect(await Promise.all(gets)).toEqual(['pending', 'pending']);
    await until('more than one attempt', () => clients.errorsOf(away).length > 1);
    expect(['connecting', 'reconnecting']).toContain(unknown.status);
  });

  it('for long: the offline queue takes every command, without a bound', async () => {
    const client = await ready(redis.url);
    await redis.kill();
    await until('the client to notice', () => client.status === 'reconnecting');
    const sets = Array.from({ length: 20_000 }, (_, index) => client.set(`key:${index}`, 'x'.repeat(100)));
    expect(await outcome(Promise.race(sets), 500)).toBe('pending');
    await redis.start();
    await Promise.all(sets);
    expect(await redis.command('DBSIZE')).toBe(20_000);
  });

  it('and back, again and again (flapping): a storm of errors and reconnections', async () => {
    const proxy = await startFaultProxy({ target: redis.port });
    const client = await ready(proxy.through(redis.url), {
      maxRetriesPerRequest: 1,
      retryStrategy: () => 20,
    });
    const closed = jest.fn();
    client.on('close', closed);
    proxy.flap(100, 100);
    const failures: string[] = [];
    await until('a storm', async () => {
      await client.get('key').catch((error: Error) => failures.push(error.message));
      return failures.length >= 5 && closed.mock.calls.length >= 10;
    });
    await proxy.heal();
    expect(await outcome(client.get('key'), 10_000)).toMatchObject({});
    await proxy.close();
  });

  it('and comes back empty: GET gives null and nothing says why', async () => {
    const client = await ready(redis.url, { retryStrategy: () => 20 });
    await client.set('revoked:token', '1');
    await redis.wipe();
    expect(await outcome(client.get('revoked:token'), 10_000)).toEqual({ value: null });
  });

  it('only in its data (FLUSHALL): GET gives null, the run id is the same, no event comes', async () => {
    const client = await ready(redis.url);
    const events = jest.fn();
    ['error', 'close', 'reconnecting', 'end'].forEach((event) => client.on(event, events));
    const runId = async () => /run_id:(\w+)/.exec(await client.info('server'))?.[1];
    const before = await runId();
    await client.set('revoked:token', '1');
    await redis.flush();
    expect(await client.get('revoked:token')).toBeNull();
    expect(await runId()).toBe(before);
    await sleep(100);
    expect(events).not.toHaveBeenCalled();
  });
});
