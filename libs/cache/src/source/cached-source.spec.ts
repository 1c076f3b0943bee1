import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type CacheInstance, startInstances, unhurried } from '../layers/cache-scene.contract';
import { type CachedSource } from './cached-source';
import { privateKeyOf } from './private-key-of';
import { SourceNameError } from './source-name.error';

interface Profile {
  readonly id: string;
  readonly since: Date;
}

const since = new Date('2026-01-02T03:04:05Z');

describe('a cached source, on two instances', () => {
  let redis: RedisServer;
  let instances: CacheInstance[];
  let loads: string[] = [];
  let sources: CachedSource<string, Profile | null>[];
  const at = (index: number) => ({
    get: async (id: string) => sources[index]?.get(id),
    forget: async (id: string) => sources[index]?.forget(id),
  });
  const [first, second] = [at(0), at(1)];
  const cache = (index = 0) => (instances[index] as CacheInstance).cache;
  const inRedis = (key: string) =>
    until(`${key} in Redis`, () => redis.command('EXISTS', `cache:e:${key}`)) as Promise<unknown>;

  beforeAll(async () => {
    redis = await startRedis();
    instances = await startInstances(2, { url: redis.url, ...unhurried });
    sources = instances.map((each) =>
      each.cache.source({
        name: 'profile',
        ttl: 600,
        negativeTtl: 600,
        tags: (id) => [`user:${id}`],
        load: (id: string): Promise<Profile | null> => {
          loads.push(id);
          return Promise.resolve(id === 'nobody' ? null : { id, since });
        },
      }),
    );
  });
  beforeEach(() => (loads = []));
  afterAll(async () => {
    await Promise.all(instances.map(({ close }) => close()));
    await redis.close();
  });

  it('is asked by key alone, loads once for both, and gives what was loaded, dates and all', async () => {
    expect(await first.get('ada')).toEqual({ id: 'ada', since });
    await inRedis('profile:ada');
    expect(await second.get('ada')).toEqual({ id: 'ada', since });
    expect(loads).toEqual(['ada']);
  });

  it('forgets one key on both, and no other', async () => {
    await Promise.all([first.get('bob'), first.get('eve')]);
    await Promise.all([inRedis('profile:bob'), inRedis('profile:eve')]);
    await Promise.all([second.get('bob'), second.get('eve')]);
    await first.forget('bob');
    await until('both to load it anew', async () => {
      await Promise.all([first, second].flatMap(({ get }) => [get('bob'), get('eve')]));
      return loads.filter((id) => id === 'bob').length > 1;
    });
    expect(loads.filter((id) => id === 'eve')).toEqual(['eve']);
  });

  it('is void by the tags of a key, wherever it was loaded', async () => {
    await first.get('cay');
    await cache(1).invalidateByTag('user:cay');
    await until('the first to load anew', async () => {
      await first.get('cay');
      return loads.length > 1;
    });
  });

  it('remembers that there is nothing, for as long as it was told to', async () => {
    expect(await first.get('nobody')).toBeNull();
    expect(await first.get('nobody')).toBeNull();
    expect(loads).toEqual(['nobody']);
    await first.forget('nobody');
    expect(await first.get('nobody')).toBeNull();
    expect(loads).toEqual(['nobody', 'nobody']);
  });

  it('keeps the values of two sources apart, though their keys are the same', async () => {
    const other = cache().source({ name: 'profile-size', load: (id: string) => id.length });
    expect([await first.get('dan'), await other.get('dan')]).toEqual([{ id: 'dan', since }, 3]);
  });

  it('has its key written down by whoever knows how, where it is no text', async () => {
    const member = cache().source({
      name: 'member',
      keyOf: ({ conversation, user }) => `${conversation}/${user}`,
      load: (key: { conversation: string; user: string }) => key.user === 'ada',
    });
    expect(await member.get({ conversation: 'c', user: 'ada' })).toBe(true);
    expect(await member.get({ conversation: 'c', user: 'bob' })).toBe(false);
    expect(await redis.command('EXISTS', 'cache:e:member:c/ada')).toBe(1);
    // @ts-expect-error -- an object is no key by itself
    expect(() => cache().source({ name: 'nameless', load: (key: { a: string }) => key.a })).not.toThrow();
  });

  it('shows neither Redis nor who lists its keys an address', async () => {
    const keyOf = privateKeyOf('a secret of the service');
    const byMail = cache().source({ name: 'by-mail', keyOf, load: (mail: string) => mail.length });
    expect(await byMail.get('ada@example.com')).toBe(15);
    const keys = (await until('it in Redis', async () => {
      const found = (await redis.command('KEYS', 'cache:e:by-mail:*')) as string[];
      return found.length === 1 && found;
    })) as string[];
    expect(keys[0]).toMatch(/^cache:e:by-mail:[\w-]{43}$/);
    expect(keyOf('ada@example.com', 'by-mail')).not.toBe(keyOf('ada@example.com', 'another'));
    expect(keyOf('ada@example.com', 'a')).not.toBe(privateKeyOf('another secret')('ada@example.com', 'a'));
    expect(() => privateKeyOf('')).toThrow('needs a secret');
  });

  it.each([
    ['another source has', 'profile'],
    ['could be taken for a key of another', 'profile:x'],
    ['is empty', ''],
  ])('cannot have a name that %s', (_why, name) => {
    expect(() => cache().source({ name, load: (id: string) => id })).toThrow(SourceNameError);
  });
});
