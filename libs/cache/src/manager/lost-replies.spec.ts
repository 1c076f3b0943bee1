import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { cacheScene } from './cache-scene.contract';
import { type OwnCacheOptions } from './create-cache-manager';

describe('a cache manager whose Redis answers and is not heard', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  const { open, close, served } = cacheScene(() => redis);

  beforeEach(async () => {
    redis = await startRedis();
    proxy = await startFaultProxy({ target: { host: redis.host, port: redis.port } });
  });
  afterEach(async () => {
    await close();
    await proxy.close();
    await redis.close();
  });

  const through = (more: OwnCacheOptions = {}) =>
    open({ redis: { url: proxy.through(redis.url) }, criticalKeys: ['session:*'], ...more });
  const held = () => redis.command('GET', 'cache:default:session:n');

  it('does not add twice what Redis added without being heard', async () => {
    const manager = await through();
    await manager.incr('session:n');
    proxy.dropReplies();
    const sums = await Promise.all([1, 2, 3].map(() => manager.incr('session:n')));
    expect(sums).toEqual([2, 3, 4]);
    expect(await held()).toBe('4');
    expect(await manager.incr('session:n')).toBe(5);
    await proxy.heal();
    await served(manager, 'redis');
    expect(await held()).toBe('5');
    expect(manager.getSyncStats()).toMatchObject({ pendingKeys: 0, syncedKeys: 1 });
  });

  it('adds what was on its way when Redis was emptied, though it is filled again before that is given up', async () => {
    const manager = await through({ failoverTimeout: 1_500 });
    await redis.command('SET', 'cache:default:session:n', '5');
    expect(await manager.get('session:n')).toBe('5');
    proxy.blackhole();
    const sum = manager.incr('session:n');
    await served(manager, 'memory');
    proxy.reset();
    await redis.flush();
    await proxy.heal();
    expect(await sum).toBe(6);
    await served(manager, 'redis');
    await until('all of it in Redis', () => manager.getSyncStats().pendingKeys === 0);
    expect(await held()).toBe('6');
  });

  it('brings the same writes again when it did not hear that they arrived', async () => {
    const manager = await through();
    await manager.set('session:a', 'old');
    manager.switchToMemoryCache();
    for (let index = 0; index < 5; index += 1) await manager.incr('session:n');
    await manager.set('session:a', 'new');
    const { sync } = manager['parts'];
    const { signal } = new AbortController();
    const batch = sync.pending.drain(10) ?? { entries: [] };
    for (let time = 0; time < 3; time += 1) await sync.mergeIntoRedis(batch.entries, signal);
    await manager.incr('session:n');
    sync.pending.giveBack(batch);
    expect(await manager.switchToRedis()).toBe(true);
    expect(await held()).toBe('6');
    expect(await manager.get('session:a')).toBe('new');
  });

  it('adds what Redis refused without a clear answer, though it has taken later additions since', async () => {
    const manager = await through();
    await manager.incr('session:n');
    const { changes, stamps, sync } = manager['parts'];
    changes.addition('session:n', 1n, stamps.nextSequence());
    for (let index = 0; index < 3; index += 1) await manager.incr('session:n');
    const batch = sync.pending.drain(10) ?? { entries: [] };
    for (let time = 0; time < 2; time += 1)
      await sync.mergeIntoRedis(batch.entries, new AbortController().signal);
    sync.pending.acknowledge(batch);
    expect(await held()).toBe('5');
  });
});
