import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type CacheInstance, startInstances, unhurried } from './cache-scene.contract';

describe('tags of cached values, on three instances', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  const cache = (at = 0) => (instances[at] as CacheInstance).cache;
  let keys = 0;
  const newKey = () => `key:${(keys += 1)}`;
  const isLoading = async (key: string) =>
    (await redis.command('EXISTS', `cache:l:{cache:e:${key}}:${key}`)) === 1;

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(3, { url: redis.url, ...unhurried });
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  const voidEverywhere = async (key: string) => {
    for (const each of instances)
      await until('it to be void', async () => (await each.cache.get(key)) === undefined, {
        timeout: 1_000,
      });
  };
  const heldEverywhere = async (key: string, tags: string[]) => {
    await cache().set(key, 'value', { tags });
    for (const each of instances)
      await until('it to be held', async () => (await each.cache.get(key)) === 'value', { timeout: 1_000 });
  };

  it('invalidates by any of several', async () => {
    const [one, other] = [newKey(), newKey()];
    await heldEverywhere(one, ['user:1', 'profile']);
    await heldEverywhere(other, ['user:2', 'profile']);
    await cache(1).invalidateByTag('user:1');
    await voidEverywhere(one);
    expect(await cache(2).get(other)).toBe('value');
    await cache(2).invalidateTags(['profile', 'whatever']);
    await voidEverywhere(other);
  });

  it('invalidates what lies below a tag, and nothing above or beside it', async () => {
    const [post, posts, user, beside] = [newKey(), newKey(), newKey(), newKey()];
    await heldEverywhere(post, ['user:7/posts/1']);
    await heldEverywhere(posts, ['user:7/posts']);
    await heldEverywhere(user, ['user:7']);
    await heldEverywhere(beside, ['user:77/posts']);
    await cache(1).invalidateByTag('user:7/posts');
    await voidEverywhere(post);
    await voidEverywhere(posts);
    expect(await Promise.all([cache().get(user), cache().get(beside)])).toEqual(['value', 'value']);
    await cache(1).invalidateByTag('user:7');
    await voidEverywhere(user);
    expect(await cache().get(beside)).toBe('value');
  });

  it('does not keep what was loaded from before an invalidation', async () => {
    const key = newKey();
    let answer: (value: string) => void = () => undefined;
    const slow = () => new Promise<string>((resolve) => (answer = resolve));
    const before = cache().getOrSet(key, slow, { tags: ['slow'] });
    await until('the lease', () => isLoading(key));
    await cache().set('canary', 'alive', { tags: ['slow'] });
    await cache(1).invalidateByTag('slow');
    await until('it to be heard', async () => (await cache().get('canary')) === undefined);
    answer('before');
    await before;
    await voidEverywhere(key);
    expect(await cache().getOrSet(key, () => 'after', { tags: ['slow'] })).toBe('after');
  });

  it('does not have who comes after an invalidation wait for what was loaded before it', async () => {
    const key = newKey();
    let answer: (value: string) => void = () => undefined;
    const slow = () => new Promise<string>((resolve) => (answer = resolve));
    const before = cache().getOrSet(key, slow, { tags: ['joined'] });
    await until('the lease', () => isLoading(key));
    await cache().invalidateByTag('joined');
    const after = cache().getOrSet(key, () => 'after', { tags: ['joined'] });
    answer('before');
    expect([await before, await after]).toEqual(['before', 'after']);
  });

  it('invalidates everything where it is told to', async () => {
    const key = newKey();
    await heldEverywhere(key, []);
    await cache(2).clear();
    await voidEverywhere(key);
  });
});
