import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheInstance, startInstances } from './cache-scene.contract';
import { LoaderDeadlineError } from './load/loader-deadline.error';

const hanging = () => new Promise<string>(() => undefined);

describe('a loader that never answers', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  let keys = 0;
  const cache = (at = 0) => (instances[at] as CacheInstance).cache;
  const newKey = () => `hung:${(keys += 1)}`;
  const brief = { hardDeadlineMs: 300, softDeadlineMs: 0 };
  /** First what is given, then nothing ever. */
  const thenHanging = (first: () => Promise<string>) => {
    const loader = () => ((loader.calls += 1) === 1 ? first() : hanging());
    loader.calls = 0;
    return loader;
  };

  beforeAll(async () => {
    redis = await startRedis();
    // A lease outlasts the test: whoever is to load in time must be given it back.
    instances = await startInstances(2, { url: redis.url }, { leaseMs: 60_000 });
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  it('keeps nobody who comes later, though it began as an early refresh', async () => {
    const [key, options] = [newKey(), { ...brief, ttl: 0.6 }];
    const loader = thenHanging(async () => (await sleep(200), 'first'));
    await cache().getOrSet(key, loader, options);
    await until('an early refresh', async () => {
      const { early } = cache().getStats().loads;
      // It may be late, as its loader is; that it began is what counts.
      if (early === 0) await cache().getOrSet(key, loader, { ...options, ttl: 0.6 }).catch(() => undefined);
      return early > 0;
    }, { every: 2 }); // prettier-ignore
    await until('its end', async () => (await cache().get(key)) === undefined);
    await until(
      'another loader to be asked',
      async () =>
        (await cache()
          .getOrSet(key, () => 'another', options)
          .catch(String)) === 'another',
      { timeout: 3_000 },
    );
  });

  it('has no old value served past its grace, nor past a newer one', async () => {
    const [key, options] = [newKey(), { ...brief, ttl: 0.05, grace: 0.6 }];
    await cache().getOrSet(key, () => 'old', options);
    await until('its time to be over', async () => (await cache().get(key)) === undefined);
    const loader = thenHanging(hanging);
    const began = performance.now();
    while (performance.now() < began + 700) {
      const seen = await cache().getOrSet(key, loader, options).catch(String);
      if (performance.now() > began + 650) expect(seen).not.toBe('old');
      await sleep(20);
    }
    await cache(1).getOrSet(key, () => 'new', { ttl: 60 });
    await until(
      'the new one',
      async () => (await cache().getOrSet(key, loader, options).catch(String)) === 'new',
    );
  });

  it('is left behind at its own deadline, so that who still has time has another one asked', async () => {
    const key = newKey();
    const impatient = cache().getOrSet(key, hanging, { hardDeadlineMs: 300 });
    const patient = cache().getOrSet(key, () => 'value');
    await until('the lease', () => redis.command('EXISTS', `cache:l:{cache:e:${key}}:${key}`));
    const elsewhere = cache(1).getOrSet(key, () => 'value');
    await expect(impatient).rejects.toThrow(LoaderDeadlineError);
    expect(await Promise.all([patient, elsewhere])).toEqual(['value', 'value']);
  });

  it('has the old value served at the deadline of who would have waited longer for a new one', async () => {
    const [key, options] = [newKey(), { ttl: 0.05, grace: 60, hardDeadlineMs: 100, softDeadlineMs: 60_000 }];
    await cache().getOrSet(key, () => 'old', options);
    await until('its time to be over', async () => (await cache().get(key)) === undefined);
    expect(await cache().getOrSet(key, hanging, options)).toBe('old');
  });

  it('helps with its late answer who waits for another one that never comes', async () => {
    const key = newKey();
    let answer: (value: string) => void = () => undefined;
    const late = () => new Promise<string>((resolve) => (answer = resolve));
    const impatient = cache().getOrSet(key, late, { hardDeadlineMs: 50 });
    const patient = cache().getOrSet(key, hanging, { hardDeadlineMs: 1_000 });
    await expect(impatient).rejects.toThrow(LoaderDeadlineError);
    answer('late');
    expect(await patient).toBe('late');
  });

  it('does not bring back with its late answer what is older than what was loaded meanwhile', async () => {
    const key = newKey();
    let answer: (value: string) => void = () => undefined;
    const late = () => new Promise<string>((resolve) => (answer = resolve));
    await expect(cache().getOrSet(key, late, { hardDeadlineMs: 20 })).rejects.toThrow(LoaderDeadlineError);
    expect(await cache().getOrSet(key, () => 'newer')).toBe('newer');
    answer('late');
    await sleep(20);
    expect(await cache().get(key)).toBe('newer');
  });
});

describe('a loader that takes long', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  const cache = (at = 0) => (instances[at] as CacheInstance).cache;

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(3, { url: redis.url }, { leaseMs: 150 });
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  const onAll = async (key: string, make: () => unknown, options = {}) => {
    let calls = 0;
    const loader = async () => ((calls += 1), await sleep(600), make());
    const asked = instances.flatMap((each) => [1, 2, 3].map(() => each.cache.getOrSet(key, loader, options)));
    return { seen: new Set(await Promise.all(asked)), calls };
  };

  it('keeps its lease, and the others wait for it far longer than a lease lasts', async () => {
    expect(await onAll('long', () => 'value')).toEqual({ seen: new Set(['value']), calls: 1 });
  });

  it('may be waited for without end', async () => {
    const options = { hardDeadlineMs: Infinity };
    expect(await onAll('endless', () => 'value', options)).toEqual({ seen: new Set(['value']), calls: 1 });
  });

  it.each<[string, unknown, object]>([
    ['finds nothing', null, {}],
    ['gives what may not be kept', 'value', { ttl: 0 }],
  ])('answers all who were waiting where it %s, and nobody who comes later', async (what, value, options) => {
    expect(await onAll(what, () => value, options)).toEqual({ seen: new Set([value]), calls: 1 });
    expect(await cache(1).getOrSet(what, () => 'later')).toBe('later');
  });

  const scripts = async () => {
    const shown = String(await redis.command('INFO', 'commandstats'));
    return Number(/cmdstat_evalsha:calls=(\d+)/.exec(shown)?.[1]);
  };

  it('does not answer who came after an invalidation with what it had read before', async () => {
    let answer: (value: null) => void = () => undefined;
    const first = cache(0).getOrSet('read before', () => new Promise<null>((resolve) => (answer = resolve)), {
      tags: ['one'],
    });
    await until('the lease', () => redis.command('EXISTS', 'cache:l:{cache:e:read before}:read before'));
    await cache(1).invalidateByTag('one');
    const { waitedForOther } = cache(1).getStats().loads;
    const second = cache(1).getOrSet('read before', () => 'after', { tags: ['one'] });
    await until('it to wait', () => cache(1).getStats().loads.waitedForOther > waitedForOther);
    const before = await scripts();
    answer(null);
    expect([await first, await second]).toEqual([null, 'after']);
    // What was told and is void is not asked for again and again.
    expect((await scripts()) - before).toBeLessThan(50);
  });

  it('is asked anew, at once, for who comes after a deletion', async () => {
    const slow = cache(0).getOrSet('deleted', async () => (await sleep(2_000), 'before'));
    const lease = () => redis.command('EXISTS', 'cache:l:{cache:e:deleted}:deleted');
    await until('the lease', lease);
    await cache(1).delete('deleted');
    expect(await cache(1).getOrSet('deleted', () => 'after')).toBe('after');
    expect(await Promise.race([slow, Promise.resolve('under way')])).toBe('under way');
    expect(await slow).toBe('before');
    expect(await cache(2).get('deleted')).toBe('after');
  });

  it.each([NaN, '60' as unknown as number, undefined])(
    'is given no deadline of %p',
    async (hardDeadlineMs) => {
      const asked = cache().getOrSet('odd', () => 'value', { hardDeadlineMs });
      if (hardDeadlineMs === undefined) expect(await asked).toBe('value');
      else await expect(asked).rejects.toThrow(/hardDeadlineMs is .*, and must be/);
    },
  );
});
