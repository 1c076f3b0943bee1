import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheInstance, startInstances, unhurried } from './cache-scene.contract';
import { LoaderDeadlineError } from './load/loader-deadline.error';

describe('a cache of several layers', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  const cache = (at = 0) => (instances[at] as CacheInstance).cache;
  let keys = 0;
  const isLoading = async (key: string) =>
    (await redis.command('EXISTS', `cache:l:{cache:e:${key}}:${key}`)) === 1;
  const newKey = () => `key:${(keys += 1)}`;

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(3, { url: redis.url, ...unhurried });
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  /** A loader that says how often it was asked. */
  function counting<T>(make: (call: number) => T | Promise<T>, ms = 0) {
    const loader = async (): Promise<T> => {
      loader.calls += 1;
      const { calls } = loader;
      if (ms > 0) await sleep(ms);
      return make(calls);
    };
    loader.calls = 0;
    return loader;
  }

  describe('asked for a value', () => {
    it('loads it once, has it in memory, and gives it to the other instances from Redis', async () => {
      const [key, loader] = [newKey(), counting(() => ({ name: 'ada' }))];
      expect(await cache().getOrSet(key, loader)).toEqual({ name: 'ada' });
      const { hits } = cache().getStats().l1;
      expect(await cache().getOrSet(key, loader)).toEqual({ name: 'ada' });
      expect(cache().getStats().l1.hits).toBe(hits + 1);
      await until('it to be in Redis', () => redis.command('EXISTS', `cache:e:${key}`));
      const fromRedis = cache(1).getStats().l2.hits;
      expect(await cache(1).get(key)).toEqual({ name: 'ada' });
      expect(cache(1).getStats().l2.hits).toBe(fromRedis + 1);
      const inMemory = cache(1).getStats().l1.hits;
      expect(await cache(1).get(key)).toEqual({ name: 'ada' });
      expect(cache(1).getStats().l1.hits).toBe(inMemory + 1);
      expect(loader.calls).toBe(1);
    });

    it('gives each who asks a copy of their own', async () => {
      const key = newKey();
      const first = await cache().getOrSet(key, () => ({ list: [1] }));
      first.list.push(2);
      expect(await cache().get(key)).toEqual({ list: [1] });
    });

    it('calls one loader for 1,000 who ask at once', async () => {
      const [key, loader] = [newKey(), counting(() => 'value', 30)];
      const values = await Promise.all(Array.from({ length: 1_000 }, () => cache().getOrSet(key, loader)));
      expect(new Set(values)).toEqual(new Set(['value']));
      expect(loader.calls).toBe(1);
    });

    it('calls one loader for 1,000 who ask three instances at once', async () => {
      for (let round = 0; round < 10; round += 1) {
        const [key, loader] = [newKey(), counting(() => 'value', round)];
        const asked = instances.flatMap((instance) =>
          Array.from({ length: 334 }, () => instance.cache.getOrSet(key, loader)),
        );
        expect(new Set(await Promise.all(asked))).toEqual(new Set(['value']));
        expect(loader.calls).toBe(1);
      }
    });

    it('lets another instance load where the first one failed', async () => {
      const key = newKey();
      const failing = counting(() => Promise.reject(new Error('no database')), 50);
      const loader = counting(() => 'value');
      const first = cache(0).getOrSet(key, failing);
      await until('the lease', () => isLoading(key));
      const second = cache(1).getOrSet(key, loader);
      await expect(first).rejects.toThrow('no database');
      expect(await second).toBe('value');
    });

    it('keeps the others waiting no longer than its hard deadline where its loader hangs', async () => {
      const [key, loader] = [newKey(), counting(() => 'value')];
      const hanging = () => new Promise<string>(() => undefined);
      const hung = cache(0).getOrSet(key, hanging, { hardDeadlineMs: 200 });
      await until('the lease', () => isLoading(key));
      await expect(hung).rejects.toThrow(LoaderDeadlineError);
      expect(await cache(1).getOrSet(key, loader)).toBe('value');
      await until('it to be everywhere', async () => (await cache(0).get(key)) === 'value');
    });

    it('takes over soon from an instance that died while it loaded', async () => {
      const [key, loader] = [newKey(), counting(() => 'value')];
      await redis.command('SET', `cache:l:{cache:e:${key}}:${key}`, 'the dead', 'PX', 300);
      expect(await cache().getOrSet(key, loader)).toBe('value');
      expect(cache().getStats().loads.waitedForOther).toBeGreaterThan(0);
    });
  });

  describe('with a value whose time is over', () => {
    const brief = { ttl: 0.05, grace: 60 };
    const stale = async (key: string, make: () => unknown = () => 'old') => {
      await cache().getOrSet(key, make, brief);
      await until('its time to be over', async () => (await cache().get(key)) === undefined);
    };

    it('serves it once more at once, and loads a new one behind the scenes', async () => {
      const [key, loader] = [newKey(), counting(() => 'new', 20)];
      await stale(key);
      expect(await cache().getOrSet(key, loader, { ttl: 60 })).toBe('old');
      await until('the new one', async () => (await cache().get(key)) === 'new');
      expect(loader.calls).toBe(1);
    });

    it('waits for the new one as long as the soft deadline says', async () => {
      const key = newKey();
      await stale(key);
      const patient = { ttl: 60, softDeadlineMs: 5_000 };
      expect(
        await cache().getOrSet(
          key,
          counting(() => 'new', 20),
          patient,
        ),
      ).toBe('new');
    });

    it('serves it while the loader fails, and leaves the loader alone for a moment', async () => {
      const [key, loader] = [newKey(), counting(() => Promise.reject(new Error('no database')))];
      await stale(key);
      const options = { ...brief, softDeadlineMs: 5_000 };
      for (let asked = 0; asked < 20; asked += 1)
        expect(await cache().getOrSet(key, loader, options)).toBe('old');
      expect(loader.calls).toBeLessThan(20);
      expect(cache().getStats().stale.graced).toBeGreaterThan(0);
    });

    it('does not serve it once it is invalidated, whatever becomes of the loader', async () => {
      const key = newKey();
      await stale(key);
      await cache().delete(key);
      const failing = () => Promise.reject(new Error('no database'));
      await expect(cache().getOrSet(key, failing, brief)).rejects.toThrow('no database');
    });
  });

  it('tells who waits for a loader that hangs, and keeps its value when it comes after all', async () => {
    const key = newKey();
    let answer: (value: string) => void = () => undefined;
    const loader = () => new Promise<string>((resolve) => (answer = resolve));
    await expect(cache().getOrSet(key, loader, { hardDeadlineMs: 20 })).rejects.toThrow(LoaderDeadlineError);
    answer('late');
    await until('the late value', async () => (await cache().get(key)) === 'late');
  });

  it('refreshes early what takes long to load and is about to end, without anybody waiting', async () => {
    const [key, loader] = [newKey(), counting((call) => call, 150)];
    expect(await cache().getOrSet(key, loader, { ttl: 0.4 })).toBe(1);
    await until('an early refresh', async () => (await cache().getOrSet(key, loader, { ttl: 0.4 })) === 2, {
      every: 5,
    });
    expect(cache().getStats().loads.early).toBeGreaterThan(0);
  });

  it('refreshes early with what another instance has refreshed, and asks no loader', async () => {
    const key = newKey();
    const slow = counting(() => 'first', 300);
    await cache(0).getOrSet(key, slow, { ttl: 1 });
    await until('it to be in Redis', () => redis.command('EXISTS', `cache:e:${key}`));
    // As another instance does it that began a moment before: nothing is invalidated, and Redis has a newer one.
    const text = (await redis.command('GET', `cache:e:${key}`)) as string;
    const newer = `${text.charAt(0)}${'B'.repeat(12)}${text.slice(13).replace('"first"', '"newer"')}`;
    await redis.command('SET', `cache:e:${key}`, newer, 'PX', 60_000);
    await until(
      'an early refresh',
      async () => (await cache(0).getOrSet(key, slow, { ttl: 1 })) === 'newer',
      {
        every: 5,
      },
    );
    expect(slow.calls).toBe(1);
  });

  it('remembers that there is nothing, where it is told to', async () => {
    const [key, loader] = [newKey(), counting(() => null)];
    await cache().getOrSet(key, loader);
    await cache().getOrSet(key, loader);
    expect(loader.calls).toBe(2);
    expect(await cache().getOrSet(key, loader, { negativeTtl: 60 })).toBeNull();
    expect(await cache().getOrSet(key, loader, { negativeTtl: 60 })).toBeNull();
    expect(loader.calls).toBe(3);
  });

  it('writes through all layers, on all instances', async () => {
    const key = newKey();
    await cache(0).set(key, 'one');
    expect(await Promise.all(instances.map((each) => each.cache.get(key)))).toEqual(['one', 'one', 'one']);
    await cache(1).set(key, 'two', { tags: ['numbers'] });
    expect(await cache(1).get(key)).toBe('two');
    for (const each of instances)
      await until('the new value', async () => (await each.cache.get(key)) === 'two', { timeout: 1_000 });
    await cache(2).delete(key);
    for (const each of instances)
      await until('it to be gone', async () => (await each.cache.get(key)) === undefined);
  });

  it('does not let a loader that began before undo what was set meanwhile', async () => {
    const key = newKey();
    let answer: (value: string) => void = () => undefined;
    const slow = cache(0).getOrSet(key, () => new Promise<string>((resolve) => (answer = resolve)));
    await until('the lease', () => isLoading(key));
    await cache(1).set(key, 'set');
    answer('loaded');
    expect(await slow).toBe('loaded');
    await sleep(20);
    for (const each of instances)
      await until('what was set', async () => (await each.cache.get(key)) === 'set', { timeout: 1_000 });
  });
});
