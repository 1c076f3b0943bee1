import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type CacheInstance, following, startInstance } from './cache-scene.contract';
import { type MultiLayerCacheModuleOptions } from './multi-layer-cache.module';

const quarterOfAnHour = 15 * 60_000;
const log = 'cache:{invalidations}';

/** A clock that is wrong. */
const clockOff = (ms: number) => ({
  now: () => Date.now() + ms,
  setTimeout: (run: () => void, after: number) => setTimeout(run, after),
  clearTimeout: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
});

describe('an instance that missed what others invalidated, with clocks a quarter of an hour apart', () => {
  let redis: RedisServer;
  let writer: CacheInstance;
  let reader: CacheInstance;
  const keys = Array.from({ length: 100 }, (_, index) => `key:${index}`);

  async function start(settings: MultiLayerCacheModuleOptions = {}, readerUser = '') {
    const url = redis.url.replace('redis://', `redis://${readerUser}`);
    writer = await startInstance({ url: redis.url }, { ...settings, clock: clockOff(quarterOfAnHour) });
    reader = await startInstance({ url }, { ...settings, clock: clockOff(-quarterOfAnHour) });
    await Promise.all([writer, reader].map(following));
    for (const key of keys) await writer.cache.set(key, 'old', { tags: [`tag:${key}`], ttl: 600 });
    for (const key of keys) expect(await reader.cache.get(key)).toBe('old');
  }
  /** Values that the reader has in memory, by what its statistics say. */
  async function heldByReader(): Promise<number> {
    const { hits } = reader.cache.getStats().l1;
    for (const key of keys) await reader.cache.get(key);
    return reader.cache.getStats().l1.hits - hits;
  }

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all([writer.close(), reader.close()]);
    await redis.close();
  });

  it('serves nothing of it once its channel is heard again, and keeps the rest in memory', async () => {
    await redis.command('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '+@all', 'allchannels');
    await start({ heartbeatMs: 60_000, maxSilenceMs: 60_000 }, 'reader:secret@');
    // Listening is forbidden: those who listen are cut off, and cannot come back.
    await redis.command('ACL', 'SETUSER', 'reader', 'resetchannels');
    await until('the channel to be cut', async () =>
      String(await redis.command('PUBSUB', 'NUMSUB', 'cache:invalidations')).endsWith(',1'),
    );
    await writer.cache.invalidateTags(['tag:key:1', 'tag:key:2']);
    await writer.cache.set('key:3', 'new', { ttl: 600 });
    await redis.command('ACL', 'SETUSER', 'reader', 'allchannels');
    await until('the tagged to be void', async () => (await reader.cache.get('key:1')) === undefined);
    expect(await reader.cache.get('key:2')).toBeUndefined();
    expect(await reader.cache.get('key:3')).toBe('new');
    expect(await heldByReader()).toBeGreaterThanOrEqual(98);
  });

  it('reads all of it, however much it is', async () => {
    await redis.command('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '+@all', 'allchannels');
    await start({ heartbeatMs: 60_000, maxSilenceMs: 60_000 }, 'reader:secret@');
    await redis.command('ACL', 'SETUSER', 'reader', 'resetchannels');
    await until('the channel to be cut', async () =>
      String(await redis.command('PUBSUB', 'NUMSUB', 'cache:invalidations')).endsWith(',1'),
    );
    // In each part that goes into the log at once, some that are read last.
    const parts = Array.from({ length: 12 }, (_, part) => [
      ...Array.from({ length: 492 }, (_, index) => `many:${part}:${index}`),
      ...keys.slice(part * 8, part * 8 + 8).map((key) => `tag:${key}`),
    ]);
    await writer.cache.invalidateTags(parts.flat());
    await redis.command('ACL', 'SETUSER', 'reader', 'allchannels');
    for (const key of keys.slice(0, 96))
      await until(`${key} to be void`, async () => (await reader.cache.get(key)) === undefined);
    expect(await heldByReader()).toBe(4);
  });

  it('finds it with the next heartbeat where a message was lost without a sign', async () => {
    await start({ heartbeatMs: 50, maxSilenceMs: 100 });
    const last = Number(await redis.command('ZSCORE', log, '#'));
    await redis.command('ZADD', log, last + 1, 't:tag:key:1', last + 1, '#');
    await until('it to be void', async () => (await reader.cache.get('key:1')) === undefined);
    expect(await heldByReader()).toBe(99);
  });

  it('finds it with the next message, before any heartbeat', async () => {
    await start({ heartbeatMs: 60_000, maxSilenceMs: 60_000 });
    const last = Number(await redis.command('ZSCORE', log, '#'));
    await redis.command('ZADD', log, last + 1, 't:tag:key:1', last + 1, '#');
    expect(await reader.cache.get('key:1')).toBe('old');
    await writer.cache.invalidateByTag('tag:key:2');
    await until('both to be void', async () => (await reader.cache.get('key:1')) === undefined);
    expect(await reader.cache.get('key:2')).toBeUndefined();
    expect(await heldByReader()).toBe(98);
  });

  it('finds it as soon as its channel is cut', async () => {
    await redis.command('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '+@all', 'allchannels');
    await start({ heartbeatMs: 60_000, maxSilenceMs: 60_000 }, 'reader:secret@');
    const last = Number(await redis.command('ZSCORE', log, '#'));
    await redis.command('ZADD', log, last + 1, 't:tag:key:1', last + 1, '#');
    expect(await reader.cache.get('key:1')).toBe('old');
    await redis.command('ACL', 'SETUSER', 'reader', 'resetchannels');
    await until('it to be void', async () => (await reader.cache.get('key:1')) === undefined);
  });

  it('asks first after it was silent for too long', async () => {
    await start({ heartbeatMs: 60_000, maxSilenceMs: 50 });
    const last = Number(await redis.command('ZSCORE', log, '#'));
    await redis.command('ZADD', log, last + 1, 't:tag:key:1', last + 1, '#');
    await until('silence', async () => (await reader.cache.getOrSet('key:1', () => 'new')) === 'new');
    expect(await heldByReader()).toBe(100);
  });

  it('tells a Redis that has lost them what it knows', async () => {
    await start({ heartbeatMs: 50, maxSilenceMs: 100 });
    const before = Number(await redis.command('ZSCORE', log, '#'));
    await writer.cache.invalidateByTag('tag:key:1');
    await until('it to be heard', async () => (await reader.cache.get('key:1')) === undefined);
    // A replica that lagged behind has taken over.
    await redis.command('ZREM', log, 't:tag:key:1');
    await redis.command('ZADD', log, before, '#');
    await until('it to be known again', () => redis.command('ZSCORE', log, 't:tag:key:1'));
    expect(Number(await redis.command('ZSCORE', log, '#'))).toBeGreaterThan(before);
    expect(await heldByReader()).toBe(99);
  });

  it('tells it with the next message, before any heartbeat', async () => {
    await start({ heartbeatMs: 60_000, maxSilenceMs: 60_000 });
    const before = Number(await redis.command('ZSCORE', log, '#'));
    await writer.cache.invalidateByTag('tag:key:1');
    const lost = Number(await redis.command('ZSCORE', log, '#'));
    await redis.command('ZREM', log, 't:tag:key:1', `^${lost % 256}`);
    await redis.command('ZADD', log, before, '#');
    await writer.cache.invalidateByTag('tag:key:2');
    await until('it to be known again', () => redis.command('ZSCORE', log, 't:tag:key:1'));
  });

  it('serves nothing from before the oldest invalidation that is remembered', async () => {
    await start({ maxInvalidations: 150, heartbeatMs: 50, maxSilenceMs: 100 });
    for (let index = 0; index < 500; index += 1) await writer.cache.invalidateByTag(`other:${index}`);
    expect(Number(await redis.command('ZCARD', log))).toBeLessThanOrEqual(150 + 256 + 2);
    await until('the forgotten to be void', async () => (await reader.cache.get('key:1')) === undefined);
    await writer.cache.set('key:1', 'new');
    await until('the new value', async () => (await reader.cache.get('key:1')) === 'new');
  });

  it('looks up what happened before it was started', async () => {
    await start();
    await writer.cache.invalidateByTag('tag:key:1');
    await reader.close();
    reader = await startInstance({ url: redis.url });
    await following(reader);
    expect(await reader.cache.get('key:1')).toBeUndefined();
    expect(await reader.cache.get('key:2')).toBe('old');
  });
});
