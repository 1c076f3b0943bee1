import { type RedisServer, startRedis } from '@secureconnect/testing';
import { type CacheInstance, startInstances, unhurried } from './cache-scene.contract';
import { RedisLayer } from './redis/redis-layer';

describe('one who asks to be the one who loads, and does not hear the answer in time', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(2, { url: redis.url, ...unhurried });
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  it('asks again, is the one it was made, and the other loads nothing', async () => {
    const takeLease = RedisLayer.prototype.takeLease;
    let asked = 0;
    jest.spyOn(RedisLayer.prototype, 'takeLease').mockImplementation(async function (
      this: RedisLayer,
      ...args
    ) {
      const answer = await takeLease.apply(this, args);
      return (asked += 1) === 1 ? { is: 'away' } : answer;
    });
    const loader = jest.fn(() => new Promise((resolve) => setTimeout(resolve, 50, 'value')));
    const answers = await Promise.all(instances.map(({ cache }) => cache.getOrSet('key', loader)));
    expect(answers).toEqual(['value', 'value']);
    expect(loader).toHaveBeenCalledTimes(1);
    expect(asked).toBeLessThan(40); // Who does not know that it is the one asks until its own lease has ended.
  });
});
