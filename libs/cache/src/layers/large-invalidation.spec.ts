import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type CacheInstance, startInstances, unhurried } from './cache-scene.contract';
import { type MultiLayerCacheModuleOptions } from './multi-layer-cache.module';

const log = 'cache:{invalidations}';
const tags = (count: number) => Array.from({ length: count }, (_, index) => `many:${index}`);

describe('many tags invalidated at once', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  let here: CacheInstance;
  let there: CacheInstance;
  const states: string[] = [];

  async function start(options?: MultiLayerCacheModuleOptions): Promise<void> {
    instances = await startInstances(2, { url: redis.url, ...unhurried }, options);
    [here, there] = instances as [CacheInstance, CacheInstance];
    states.length = 0;
    for (const { health } of instances) health.state$.subscribe(({ to }) => states.push(to));
    await here.cache.set('first', 'old', { tags: ['many:0'] });
    await here.cache.set('last', 'old', { tags: ['many:49999'] });
    await here.cache.set('other', 'old', { tags: ['other'] });
    for (const key of ['first', 'last', 'other']) expect(await there.cache.get(key)).toBe('old');
  }
  const isVoid = (key: string) =>
    until(`${key} to be void`, async () => (await there.cache.get(key)) === undefined);

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  it('are no outage of a Redis that is well, and make nothing else void', async () => {
    await start();
    await here.cache.invalidateTags(tags(50_000));
    for (const key of ['first', 'last']) await isVoid(key);
    expect(await there.cache.get('other')).toBe('old');
    expect(await redis.command('ZSCORE', log, 't:many:49999')).not.toBeNull();
    expect(states).toEqual([]);
  });

  it('are everything where the log has no room for so many', async () => {
    await start({ maxInvalidations: 1_000 });
    await here.cache.invalidateTags(tags(1_001));
    for (const key of ['first', 'other']) await isVoid(key);
    expect(await redis.command('ZSCORE', log, '*')).not.toBeNull();
    expect(await redis.command('ZSCORE', log, 't:many:0')).toBeNull();
  });
});
