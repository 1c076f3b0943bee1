import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type CacheInstance, startInstances, unhurried } from './cache-scene.contract';

describe('right after an invalidation made here', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(2, { url: redis.url, ...unhurried });
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  it('one loader is called for 1,000 who ask, and what it gives is good for another instance', async () => {
    const [here, there] = instances as [CacheInstance, CacheInstance];
    for (let round = 0; round < 10; round += 1) {
      let calls = 0;
      const ask = ({ cache }: CacheInstance) => cache.getOrSet('key', () => Promise.resolve((calls += 1)));
      // Nobody hears on the channel what is invalidated next.
      await redis.dropClients('pubsub');
      await here.cache.delete('key');
      await Promise.all(Array.from({ length: 1_000 }, () => ask(here)));
      expect(calls).toBe(1);
      await until('it in Redis', () => redis.command('EXISTS', 'cache:e:key'));
      await ask(there);
      expect(calls).toBe(1);
    }
  });
});
