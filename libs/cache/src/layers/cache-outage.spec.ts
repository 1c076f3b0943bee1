import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheInstance, following, startInstance, startInstances } from './cache-scene.contract';

describe('a cache of several layers without its Redis', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  const cache = (at = 0) => (instances[at] as CacheInstance).cache;
  const normal = () => Promise.all(instances.map((each) => each.normal()));
  const isVoid = (key: string) =>
    Promise.all(
      instances.map((each) =>
        until(`${key} to be void`, async () => (await each.cache.get(key)) === undefined),
      ),
    );

  beforeEach(async () => {
    redis = await startRedis();
    instances = await startInstances(2, { url: redis.url });
  });
  afterEach(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  type Case = readonly [name: string, on: () => unknown, off: () => unknown];
  const cases: readonly Case[] = [
    ['killed', () => redis.kill(), () => redis.start()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
    ['read-only', () => redis.readOnly(true), () => redis.readOnly(false)],
    ['out of memory', () => redis.outOfMemory(true), () => redis.outOfMemory(false)],
  ];

  it.each(cases)(
    'answers every call while it is %s, and what was invalidated then is void everywhere',
    async (...row) => {
      const [, on, off] = row;
      for (const key of ['tagged', 'deleted', 'changed', 'kept'])
        await cache().set(key, 'before', { tags: [`of:${key}`] });
      for (const key of ['tagged', 'deleted', 'changed', 'kept'])
        expect(await cache(1).get(key)).toBe('before');
      await on();
      const loader = () => 'loaded';
      expect(await cache().getOrSet('new', loader)).toBe('loaded');
      await cache().invalidateByTag('of:tagged');
      await cache().delete('deleted');
      await cache().set('changed', 'after');
      expect(await Promise.all([cache().get('tagged'), cache().get('deleted')])).toEqual([
        undefined,
        undefined,
      ]);
      expect(await cache().get('changed')).toBe('after');
      expect(await cache().get('kept')).toBe('before');
      const asked = Array.from({ length: 100 }, () => cache(1).getOrSet('other', loader));
      expect(new Set(await Promise.all(asked))).toEqual(new Set(['loaded']));
      expect(await cache().healthCheck()).toMatchObject({ status: 'degraded', l2: { available: false } });
      await off();
      await normal();
      await Promise.all(['tagged', 'deleted'].map(isVoid));
      for (const each of instances)
        await until('the old value to be gone', async () => (await each.cache.get('changed')) !== 'before');
      expect(await cache(1).getOrSet('tagged', loader)).toBe('loaded');
    },
  );

  it.each(cases)(
    'calls one loader on each instance for 1,000 who ask at once while it is %s',
    async (...row) => {
      const [, on, off] = row;
      instances.push(await startInstance({ url: redis.url }));
      await Promise.all(instances.map(following));
      await on();
      for (const key of ['as it is lost', 'and later']) {
        const calls = instances.map(() => 0);
        const load = async (at: number) => {
          calls[at] = (calls[at] ?? 0) + 1;
          await sleep(20);
          return 'value';
        };
        const asked = instances.flatMap((each, at) =>
          Array.from({ length: 334 }, () => each.cache.getOrSet(key, () => load(at))),
        );
        expect(new Set(await Promise.all(asked))).toEqual(new Set(['value']));
        expect(Math.max(...calls)).toBe(1);
      }
      await off();
    },
  );

  it('keeps what it holds, unless it is killed and comes back empty', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `held:${index}`);
    for (const key of names) await cache().set(key, 'value', { tags: ['held'] });
    const held = async () => {
      const values = await Promise.all(names.map((key) => cache().get(key)));
      return values.filter((value) => value === 'value').length;
    };
    redis.freeze();
    expect(await held()).toBe(100);
    redis.thaw();
    await normal();
    await following(instances[0] as CacheInstance);
    const { hits } = cache().getStats().l1;
    expect(await held()).toBe(100);
    expect(cache().getStats().l1.hits - hits).toBe(100);
    // Nobody can say any more what was invalidated in the log that is gone.
    await redis.kill();
    expect(await held()).toBe(100);
    await redis.start();
    await normal();
    await until('what was held to be void', async () => (await held()) === 0);
  });

  it('does not serve what was invalidated before somebody emptied Redis', async () => {
    await cache().set('one', 'before', { tags: ['emptied'] });
    expect(await cache(1).get('one')).toBe('before');
    await cache().invalidateByTag('emptied');
    await redis.flush();
    await isVoid('one');
    await normal();
    expect(await cache(1).getOrSet('one', () => 'after', { tags: ['emptied'] })).toBe('after');
    await until('the other to have it', async () => (await cache().get('one')) === 'after');
  });

  it('has everything void afterwards where there is no room to keep what was invalidated', async () => {
    const small = await startInstance({ url: redis.url }, {}, { maxEntries: 3 });
    instances.push(small);
    await following(small);
    await cache().set('named', 'before', { tags: ['tag:0'] });
    await cache().set('not named', 'before');
    expect(await cache(1).get('named')).toBe('before');
    redis.freeze();
    for (let index = 0; index < 10; index += 1) await small.cache.invalidateByTag(`tag:${index}`);
    redis.thaw();
    await normal();
    await Promise.all(['named', 'not named'].map(isVoid));
  });

  it('marks and counts what it serves alone', async () => {
    await cache().set('one', 'value');
    redis.freeze();
    expect(await cache().getOrSet('one', () => 'other')).toBe('value');
    expect(await cache().getOrSet('two', () => 'other')).toBe('other');
    const metrics = await (instances[0] as CacheInstance).registry.metrics();
    expect(metrics).toMatch(/redis_fallback_hits_total\{store="cache",tier="memory"\} [1-9]/);
    expect(metrics).toMatch(/redis_store_tier\{store="cache",tier="memory"\} 1/);
    redis.thaw();
  });
});
