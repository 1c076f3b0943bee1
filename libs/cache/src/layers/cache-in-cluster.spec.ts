import { type RedisCluster, startCluster, until } from '@secureconnect/testing';
import { type CacheInstance, startInstances } from './cache-scene.contract';

describe('a cache of several layers on a Cluster', () => {
  let cluster: RedisCluster;
  let instances: CacheInstance[];
  const cache = (at = 0) => (instances[at] as CacheInstance).cache;

  beforeAll(async () => {
    cluster = await startCluster();
    instances = await startInstances(2, {
      ...{ cluster: cluster.addresses, connectTimeoutMs: 1_000, commandTimeoutMs: 2_000 },
    });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await cluster.close();
  });

  it('loads once, shares and invalidates, whatever the slots and braces of the keys', async () => {
    const keys = ['plain', 'user:{1}', '{a}{b}', 'odd}{', '{}', 'é{ü}'];
    for (const key of keys) {
      let calls = 0;
      const loader = () => ({ key, calls: (calls += 1) });
      const options = { tags: [`of:${key}`, 'all/of/them'] };
      const values = await Promise.all(instances.map((each) => each.cache.getOrSet(key, loader, options)));
      expect(values).toEqual([
        { key, calls: 1 },
        { key, calls: 1 },
      ]);
    }
    await cache(0).invalidateByTag('of:plain');
    await until('it to be void', async () => (await cache(1).get('plain')) === undefined);
    expect(await cache(1).get('user:{1}')).toBeDefined();
    await cache(1).invalidateByTag('all');
    for (const key of keys) await until('it to be void', async () => (await cache(0).get(key)) === undefined);
  });
});
