import { type RedisServer, startRedis } from '@secureconnect/testing';
import { deflateRawSync } from 'node:zlib';
import { type CacheInstance, startInstances, unhurried } from './cache-scene.contract';
import { UncacheableValueError } from './value/uncacheable-value.error';

/** An entry as somebody else wrote it. */
const textOf = (head: object, payload: string) =>
  `1${'A'.repeat(12)}${JSON.stringify({ tags: [], asOf: 9e15, graceMs: 0, loadMs: 1, ...head })}\n${payload}`;

const itself: Record<string, unknown> = {};
itself['me'] = itself;

describe('what a cache of several layers cannot keep or read', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  let keys = 0;
  const cache = (at = 0) => (instances[at] as CacheInstance).cache;
  const newKey = () => `key:${(keys += 1)}`;

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(
      2,
      { url: redis.url, ...unhurried },
      { compression: { limit: 100_000 } },
    );
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  it.each<[string, unknown, string]>([
    ['a function', () => 1, 'a function'],
    ['what contains itself', itself, 'me'],
    ['a symbol within', { at: [Symbol('x')] }, 'at[0]'],
  ])('refuses %s from a loader, and keeps nothing', async (_name, value, said) => {
    const key = newKey();
    const asked = cache().getOrSet(key, () => value);
    await expect(asked).rejects.toThrow(UncacheableValueError);
    await expect(asked).rejects.toThrow(said);
    await expect(cache().set(key, value)).rejects.toThrow(UncacheableValueError);
    expect(await cache().get(key)).toBeUndefined();
    expect(await cache(1).getOrSet(key, () => 'another')).toBe('another');
  });

  it.each<[string, (entry: string) => readonly string[]]>([
    ['a value with an unknown mark', (entry) => ['SET', entry, textOf({}, 's{"$":"moon","v":1}')]],
    ['a broken value', (entry) => ['SET', entry, textOf({}, 'j{')]],
    ['tags that are no texts', (entry) => ['SET', entry, textOf({ tags: [1] }, 'j1')]],
    ['a grace that is no time', (entry) => ['SET', entry, textOf({ graceMs: 'x' }, 'j1')]],
    ['a format of the future', (entry) => ['SET', entry, `7${textOf({}, 'j1').slice(1)}`]],
    [
      'a text that unfolds to more than the limit',
      (entry) => [
        'SET',
        entry,
        `2${textOf({}, deflateRawSync(`j"${'a'.repeat(200_000)}"`).toString('base64')).slice(1)}`,
      ],
    ],
    ['a type of its own', (entry) => ['HSET', entry, 'a', '1']],
  ])('loads anew what cannot be read: %s', async (_name, command) => {
    const key = newKey();
    let calls = 0;
    const loader = () => ((calls += 1), 'loaded');
    await redis.command(...command(`cache:e:${key}`));
    const { unreadable } = cache().getStats().l2;
    expect(await cache().get(key)).toBeUndefined();
    expect(await cache().getOrSet(key, loader)).toBe('loaded');
    expect(await cache().getOrSet(key, loader)).toBe('loaded');
    expect(calls).toBe(1);
    expect(cache().getStats().l2.unreadable).toBeGreaterThan(unreadable);
  });
});
