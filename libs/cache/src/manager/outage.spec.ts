import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheManager } from './cache-manager';
import { cacheScene } from './cache-scene.contract';

const criticalKeys = ['session:*'];

describe('a cache manager whose Redis fails', () => {
  let redis: RedisServer;
  const { open, close, served } = cacheScene(() => redis);

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    redis.thaw();
    await close();
    await redis.close();
  });

  const inRedis = (key: string) => redis.command('GET', `cache:default:${key}`);
  const everyCommand = (manager: CacheManager): Promise<unknown>[] => [
    manager.get('a'),
    manager.set('a', '1'),
    manager.del('b'),
    manager.exists('a'),
    manager.expire('a', 60_000),
    manager.ttl('a'),
    manager.hset('h', 'f', 'v'),
    manager.hget('h', 'f'),
    manager.hdel('h', 'g'),
    manager.hexists('h', 'f'),
    manager.hgetall('h'),
    manager.mget('a', 'b'),
    manager.mset([['c', '1']]),
    manager.incr('n'),
    manager.incrby('n', 2),
    manager.decr('n'),
    manager.decrby('n', 2),
    manager.keys('*'),
  ];

  const faults: [name: string, on: () => unknown, off: () => unknown][] = [
    ['is killed', () => redis.kill(), () => redis.start()],
    ['hangs', () => redis.freeze(), () => redis.thaw()],
    ['only reads', () => redis.readOnly(true), () => redis.readOnly(false)],
    ['has no memory left', () => redis.outOfMemory(true), () => redis.outOfMemory(false)],
  ];

  it.each(faults)('answers every command when Redis %s, and none throws', async (_name, on, off) => {
    const manager = await open({ criticalKeys });
    await on();
    for (let round = 0; round < 3; round += 1)
      for (const answer of await Promise.allSettled(everyCommand(manager)))
        expect(answer).toMatchObject({ status: 'fulfilled' });
    expect(await manager.flushall()).toBe('OK');
    expect(manager.getHealthStatus()).toMatchObject({ provider: 'memory', isHealthy: false });
    await off();
    await served(manager, 'redis');
    expect(manager.getHealthStatus()).toMatchObject({
      provider: 'redis',
      isHealthy: true,
      consecutiveFailures: 0,
      lastError: null,
    });
  });

  it.each(faults.slice(0, 2))(
    'loses no call and no write under load when Redis %s',
    async (_name, on, off) => {
      const manager = await open({ criticalKeys, memoryCacheConfig: { maxSize: 50_000 } });
      let turn = 0;
      let isLoaded = true;
      const load = async (worker: number): Promise<void> => {
        for (let own = 0; isLoaded; own += 1, turn += 1) {
          const key = `session:${worker}:${own % 50}`;
          await manager.set(key, String(own), 600_000);
          expect(await manager.get(key)).toBe(String(own));
          expect(await manager.incr(`session:count:${worker}`)).toBe(own + 1);
          await sleep(5); // Memory answers at once, and would leave no time for anything else.
        }
      };
      const workers = Promise.all(Array.from({ length: 20 }, (_, worker) => load(worker)));
      workers.catch(() => undefined); // They are awaited at the end, and told then.
      const after = async (turns: number) => {
        const from = turn;
        await Promise.race([until('turns', () => turn >= from + turns), workers]);
      };
      await after(200);
      await on();
      await after(500);
      await off();
      if (_name === 'hangs') await served(manager, 'redis');
      else await after(500);
      isLoaded = false;
      await workers;
    },
  );

  it('brings critical writes to Redis with their times to live, and forgets there what else was written', async () => {
    const manager = await open({ criticalKeys });
    await manager.mset([['session:a', 'old'], ['session:gone', 'old'], ['plain', 'old'], ['kept', 'old']]); // prettier-ignore
    await manager.incrby('session:n', 40);
    redis.freeze();
    await manager.set('session:a', 'new', 100_000);
    await manager.del('session:gone');
    await manager.incr('session:n');
    await manager.incr('session:n');
    await manager.hset('session:h', 'f', 'v');
    await manager.expire('session:h', 50_000);
    await manager.set('plain', 'new');
    expect(await manager.mget('session:a', 'session:n', 'plain')).toEqual(['new', '42', 'new']);
    expect(manager.getSyncStats()).toMatchObject({ pendingKeys: 5, syncedKeys: 0, lastSyncTime: null });
    redis.thaw();
    await served(manager, 'redis');
    expect(await inRedis('session:a')).toBe('new');
    expect(await manager.ttl('session:a')).toBeLessThanOrEqual(100_000);
    expect(await manager.ttl('session:h')).toBeLessThanOrEqual(50_000);
    expect(await manager.hgetall('session:h')).toEqual({ f: 'v' });
    expect(await manager.get('session:n')).toBe('42');
    expect(await manager.get('session:gone')).toBeNull();
    expect(await manager.get('plain')).toBeNull();
    expect(await manager.get('kept')).toBe('old');
    expect(manager.getSyncStats()).toMatchObject({
      isSyncing: false,
      pendingKeys: 0,
      syncedKeys: 5,
      conflicts: 0,
      droppedKeys: 0,
      lastError: null,
      lastSyncTime: expect.any(Number),
    });
  });

  it('ends in Redis what ended during the outage', async () => {
    const manager = await open({ criticalKeys });
    await manager.set('session:short', 'old');
    redis.freeze();
    await manager.set('session:short', 'new', 30);
    await manager.set('session:cut', 'x');
    await manager.expire('session:cut', 30);
    await sleep(60);
    redis.thaw();
    await served(manager, 'redis');
    expect(await manager.mget('session:short', 'session:cut')).toEqual([null, null]);
  });

  it.each<[string, () => Promise<void>]>([
    ['FLUSHALL', () => redis.flush()],
    ['a restart', () => redis.restart()],
  ])('gives critical keys back to a Redis that lost everything by %s', async (_name, wipe) => {
    const manager = await open({ criticalKeys });
    await manager.set('session:a', '1', 90_000);
    await manager.hset('session:h', 'f', 'v');
    await manager.set('plain', '1');
    await wipe();
    await until('its return', async () => (await inRedis('session:a')) === '1');
    await served(manager, 'redis');
    expect(await manager.ttl('session:a')).toBeLessThanOrEqual(90_000);
    expect(await manager.hgetall('session:h')).toEqual({ f: 'v' });
    expect(await manager.get('plain')).toBeNull();
    expect(manager.getSyncStats().restoredKeys).toBe(2);
  });

  it('forgets everything of its own in Redis though it was told so during the outage, and nothing of others', async () => {
    const manager = await open({ criticalKeys });
    const other = await open({ criticalKeys, redisInstanceName: 'default-2' });
    await other.set('session:theirs', '1');
    await manager.mset([['session:a', '1'], ['plain', '1']]); // prettier-ignore
    redis.freeze();
    await manager.set('session:b', '1');
    await manager.flushall();
    await manager.set('session:c', '1');
    redis.thaw();
    await served(manager, 'redis');
    expect(await manager.keys('*')).toEqual(['session:c']);
    expect(await other.get('session:theirs')).toBe('1');
  });

  it('starts without Redis', async () => {
    await redis.kill();
    const opening = open();
    await sleep(300);
    await redis.start();
    expect(await (await opening).set('a', '1')).toBe('OK');
  });

  it('ends at once though Redis hangs', async () => {
    const manager = await open();
    redis.freeze();
    const calls = Array.from({ length: 100 }, () => manager.set('a', '1'));
    await manager.disconnect();
    expect(await Promise.all(calls)).toHaveLength(100);
  });
});
