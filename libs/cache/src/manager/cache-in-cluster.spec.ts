import { type RedisCluster, startCluster, until } from '@secureconnect/testing';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { type CacheManager } from './cache-manager';
import { createCacheManager } from './create-cache-manager';

const prefix = 'cache:default:';

describe('a cache manager on a Cluster', () => {
  let cluster: RedisCluster;
  let manager: CacheManager;
  const served = (provider: 'redis' | 'memory') =>
    until(`${provider} to serve`, () => manager.getCurrentProvider() === provider, { timeout: 25_000 });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    cluster = await startCluster();
    manager = await createCacheManager({
      redis: { cluster: cluster.addresses, connectTimeoutMs: 1_000 },
      criticalKeys: ['session:*'],
      failoverTimeout: 1_000,
      metrics: new Registry(),
      health: { degradedIntervalMs: 20, glanceIntervalMs: 30, steadyMs: 30, calmMs: 0 },
      recovery: { maxStartDelayMs: 0 },
    });
    await served('redis');
  }, 60_000);
  afterAll(async () => {
    await manager.disconnect();
    await cluster.close();
  });
  afterEach(async () => void (await manager.flushall()));

  const names = Array.from({ length: 60 }, (_, index) => `session:${index}`);
  const odd = ['plain', 'user:{1}', '{a}{b}', 'odd}{', '{}', 'é{ü}', ''];

  it('answers every command as one server does, over all slots and whatever the braces of the keys', async () => {
    expect(await manager.mset(names.map((key, index) => [key, String(index)]))).toBe('OK');
    const nodes = new Set(await Promise.all(names.map((key) => cluster.nodeOf(prefix + key))));
    expect(nodes.size).toBe(3);
    expect(await manager.mget(...names, 'nobody', 'session:0')).toEqual([
      ...names.map((_, index) => String(index)),
      null,
      '0',
    ]);
    expect((await manager.keys('session:*')).sort()).toEqual([...names].sort());
    expect((await manager.keys('session:[12]')).sort()).toEqual(['session:1', 'session:2']);
    expect(await manager.exists(...names, 'nobody', 'session:0')).toBe(61);
    expect(await manager.del('session:0', 'session:1', 'session:2', 'nobody')).toBe(3);
    for (const key of odd) {
      expect(await manager.set(key, 'text', 60_000)).toBe('OK');
      expect([await manager.get(key), await manager.incr(`${key}n`)]).toEqual(['text', 1]);
      expect([await manager.decrby(`${key}n`, 3), await manager.hset(`${key}h`, 'f', 'v')]).toEqual([-2, 1]);
      expect(await manager.hgetall(`${key}h`)).toEqual({ f: 'v' });
      expect([await manager.expire(key, 9_000), await manager.ttl(key)]).toEqual([1, expect.any(Number)]);
      await expect(manager.hget(key, 'f')).rejects.toThrow('WRONGTYPE');
    }
    expect(await manager.keys('*')).toHaveLength(57 + 3 * odd.length);
    expect(await manager.flushall()).toBe('OK');
    expect([await manager.keys('*'), await manager.get('session:9')]).toEqual([[], null]);
    expect(manager.getCurrentProvider()).toBe('redis');
  });

  it('goes on when a master is killed, and has everything in Redis once its replica has taken over', async () => {
    await manager.mset(names.map((key) => [key, 'before']));
    const victim = await cluster.nodeOf(`${prefix}session:7`);
    const own: string[] = [];
    for (const key of names) if ((await cluster.nodeOf(prefix + key)) === victim) own.push(key);
    expect(own.length).toBeGreaterThan(5);
    await victim.kill();
    for (const key of own) {
      expect(await manager.get(key)).toBe('before');
      expect(await manager.set(key, 'after', 600_000)).toBe('OK');
    }
    expect(await manager.incrby('session:count', 5)).toBe(5);
    expect(await manager.mget(...names)).toEqual(
      names.map((key) => (own.includes(key) ? 'after' : 'before')),
    );
    expect((await manager.keys('session:*')).sort()).toEqual([...names, 'session:count'].sort());
    await cluster.ok();
    await served('redis');
    await until('all to be there', () => manager.getSyncStats().pendingKeys === 0);
    for (const key of own) {
      const node = await cluster.nodeOf(prefix + key);
      expect(node).not.toBe(victim);
      expect(await node.command('GET', prefix + key)).toBe('after');
      expect(Number(await node.command('PTTL', prefix + key))).toBeLessThanOrEqual(600_000);
    }
    expect([await manager.get('session:count'), await manager.incr('session:count')]).toEqual(['5', 6]);
    await victim.start();
    await cluster.ok();
    expect(await manager.mget(...own)).toEqual(own.map(() => 'after'));
    await manager.flushall();
    expect(await manager.keys('*')).toEqual([]);
  }, 60_000);
});
