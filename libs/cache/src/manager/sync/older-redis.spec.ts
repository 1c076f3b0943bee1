import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheManager } from '../cache-manager';
import { cacheScene } from '../cache-scene.contract';

describe('a Redis that comes back with less than it had', () => {
  let redis: RedisServer;
  const { open: openOne, close, served } = cacheScene(() => redis);
  const open = () => openOne({ criticalKeys: ['c:*'], failoverTimeout: 2_000 });

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await close();
    await redis.close();
  });

  async function killed(...managers: CacheManager[]): Promise<void> {
    await redis.kill();
    await Promise.all(managers.map((manager) => served(manager, 'memory')));
    await redis.start();
    await Promise.all(managers.map((manager) => served(manager, 'redis')));
  }

  it('is brought what was written after its snapshot, deletions and times to live included', async () => {
    const own = await open();
    for (const key of ['c:text', 'c:gone', 'c:ttl']) await own.set(key, 'v1', 600_000);
    await own.incr('c:n');
    await own.hset('c:h', 'f', 'v1');
    await own.hset('c:h', 'out', 'v1');
    await redis.command('SAVE');
    await own.set('c:text', 'v2', 600_000);
    await own.del('c:gone');
    await own.expire('c:ttl', 5_000_000);
    await own.incrby('c:n', 2);
    await own.hset('c:h', 'f', 'v2');
    await own.hdel('c:h', 'out');
    await killed(own);
    const found = [await own.mget('c:text', 'c:gone', 'c:n'), await own.hgetall('c:h')];
    expect(found).toEqual([['v2', null, '3'], { f: 'v2' }]);
    expect(await own.ttl('c:ttl')).toBeGreaterThan(4_000_000);
  });

  it('is brought what an instance has only read, of a writer that is no more', async () => {
    const [own, other] = [await open(), await open()];
    await other.mset([['c:text', 'v1'], ['c:gone', 'v1'], ['c:n', '1']]); // prettier-ignore
    await redis.command('SAVE');
    await other.set('c:text', 'v2');
    await other.del('c:gone');
    await other.incr('c:n');
    await other.hset('c:h', 'f', 'v');
    expect(await own.mget('c:text', 'c:gone')).toEqual(['v2', null]);
    expect([await own.get('c:n'), await own.hgetall('c:h')]).toEqual(['2', { f: 'v' }]);
    await other.disconnect();
    await killed(own);
    expect(await own.mget('c:text', 'c:gone', 'c:n')).toEqual(['v2', null, '2']);
    expect(await own.hgetall('c:h')).toEqual({ f: 'v' });
  });

  it('keeps what others wrote later, though this instance remembers something else', async () => {
    const [own, other] = [await open(), await open()];
    await own.mset([['c:text', 'v1'], ['c:gone', 'v1']]); // prettier-ignore
    await own.hset('c:h', 'f', 'v1');
    await own.incr('c:n');
    await other.set('c:text', 'v2');
    await other.del('c:gone');
    await other.hset('c:h', 'f', 'v2');
    await other.set('c:n', '10');
    await redis.command('SAVE');
    await killed(own, other);
    expect(await other.mget('c:text', 'c:gone', 'c:n')).toEqual(['v2', null, '10']);
    expect(await other.hgetall('c:h')).toEqual({ f: 'v2' });
  });

  it('is brought the fields of a hash by each instance that wrote some', async () => {
    const [own, other] = [await open(), await open()];
    for (let index = 0; index < 20; index += 1) {
      await own.hset('c:h', `own ${index}`, '1');
      await other.hset('c:h', `other ${index}`, '1');
    }
    await redis.restart();
    await until('all', async () => (await redis.command('HLEN', 'cache:default:c:h')) === 40);
  });

  it.each<[string, (own: CacheManager) => Promise<unknown>]>([
    ['that began at nothing', (own) => own.incrby('c:n', 0)],
    ['that was given a value', (own) => own.set('c:n', '1000', 600_000)],
  ])(
    'is brought all that several instances add while it is emptied, to a number %s',
    async (_what, begin) => {
      const managers = [await open(), await open()];
      await begin(managers[0] as CacheManager);
      const before = Number(await managers[0]?.get('c:n'));
      let added = 0;
      let isLoaded = true;
      const workers = managers.flatMap((manager) =>
        [1, 2].map(async () => {
          for (; isLoaded; added += 1) {
            await manager.incr('c:n');
            await sleep(3);
          }
        }),
      );
      const after = (more: number, from = added) => until('additions', () => added >= from + more);
      for (let time = 0; time < 2; time += 1) {
        await after(100);
        await redis.flush();
        await after(200);
      }
      isLoaded = false;
      await Promise.all(workers);
      await until(
        'the sum',
        async () => Number(await redis.command('GET', 'cache:default:c:n')) >= before + added,
      );
      await sleep(100);
      expect(await managers[0]?.get('c:n')).toBe(String(before + added));
    },
  );
});
