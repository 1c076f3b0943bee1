import { type RedisServer, startRedis } from '@secureconnect/testing';
import { type CacheInstance, startInstances, unhurried } from './cache-scene.contract';
import { HalfCharacterError } from './half-character.error';

const half = 'a\ud800b';

describe('a key or tag with half of a surrogate pair', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  const cache = () => (instances[0] as CacheInstance).cache;
  const loader = () => 'value';

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(1, { url: redis.url, ...unhurried });
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  it.each<readonly [name: string, call: () => Promise<unknown>]>([
    ['get', () => cache().get(half)],
    ['getOrSet', () => cache().getOrSet(half, loader)],
    ['getOrSet with such a tag', () => cache().getOrSet('key', loader, { tags: ['tag', half] })],
    ['set', () => cache().set(half, 'value')],
    ['set with such a tag', () => cache().set('key', 'value', { tags: [half] })],
    ['delete', () => cache().delete(half)],
    ['invalidateTags', () => cache().invalidateTags(['tag', half])],
    ['surrogateKeys', () => Promise.resolve().then(() => cache().surrogateKeys([half]))],
  ])('is refused by %s', async (_, call) => {
    await expect(call()).rejects.toThrow(HalfCharacterError);
    expect(await cache().get('key')).toBeUndefined();
  });

  it('is no half where both are there', async () => {
    await cache().set('\u{1f511}', 'value', { tags: ['\u{1f3f7}'] });
    expect(await cache().get('\u{1f511}')).toBe('value');
    await cache().invalidateByTag('\u{1f3f7}');
    expect(await cache().get('\u{1f511}')).toBeUndefined();
  });
});
