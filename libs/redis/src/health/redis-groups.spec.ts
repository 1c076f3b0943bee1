import {
  type RedisCluster,
  type RedisServer,
  type SentinelGroup,
  startCluster,
  startSentinel,
  until,
} from '@secureconnect/testing';
import { revocationScene } from './revocation-scene.contract';

const patience = { timeout: 30_000, every: 20 };
const redisPatience = { connectTimeoutMs: 1_000, commandTimeoutMs: 500 };

describe('a master that Sentinels name', () => {
  let group: SentinelGroup;
  let one: ReturnType<typeof revocationScene>;

  beforeAll(async () => {
    group = await startSentinel();
    const sentinel = { nodes: group.addresses, name: group.name };
    one = revocationScene({ redis: { sentinel, ...redisPatience } });
    await one.health.start();
    await until('normal', () => one.health.isAvailable, patience);
  }, 60_000);
  afterAll(async () => {
    one.close();
    await group.close();
  });

  it('gets again what it acknowledged and lost by failing over, before it is relied on', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => `token:${index}`);
    await group.lag();
    for (const key of keys) {
      one.store.record.set(key, Date.now());
      await one.store.mergeIntoRedis([{ key, state: { expiresAt: 0 }, bytes: 0 }]);
    }
    const isThere = new Promise<boolean[]>((resolve) => {
      one.health.state$.subscribe(({ to }) => {
        if (to === 'normal')
          resolve(Promise.all(keys.map((key) => one.gate.read('key', (client) => client.exists(key)))));
      });
    });
    const next = await group.killMaster();
    expect(await isThere).toEqual(keys.map(() => true));
    expect(one.changes).toContain('restarted');
    expect(await next.command('EXISTS', ...keys)).toBe(100);
  }, 60_000);
});

describe('a Cluster', () => {
  let cluster: RedisCluster;
  let one: ReturnType<typeof revocationScene>;

  beforeAll(async () => {
    cluster = await startCluster();
    const record = new Map(Array.from({ length: 30 }, (_, index) => [`old:${index}`, 0] as const));
    one = revocationScene({ redis: { cluster: cluster.addresses.slice(0, 2), ...redisPatience }, record });
    await one.health.start();
    await until('normal', () => one.health.isAvailable, patience);
  }, 60_000);
  afterAll(async () => {
    one.close();
    await cluster.close();
  });

  const masters = async (): Promise<Set<RedisServer>> => {
    const all = await Promise.all([...one.store.record.keys()].map((key) => cluster.nodeOf(key)));
    return new Set(all);
  };
  const missing = async (): Promise<string[]> => {
    const keys = [...one.store.record.keys()];
    const there = keys.map(async (key) => (await cluster.nodeOf(key)).command('EXISTS', key));
    const all = await Promise.all(there);
    return keys.filter((_key, index) => all[index] !== 1);
  };

  it('is marked on each of its masters', async () => {
    for (const master of await masters())
      expect(await master.command('KEYS', 'secureconnect:marker:*')).toHaveLength(1);
  });

  it('is filled again when only one of its masters was emptied', async () => {
    for (const master of await masters()) {
      one.changes.length = 0;
      await master.flush();
      await until('noticed', () => !one.health.isAvailable, patience);
      await until('normal', () => one.health.isAvailable, patience);
      expect([one.changes, await missing()]).toEqual([['emptied'], []]);
    }
  }, 60_000);

  it('is known as changed when a replica took over from one of its masters', async () => {
    one.changes.length = 0;
    const [master] = await masters();
    await master?.kill();
    await until('noticed', () => one.health.state === 'degraded', patience);
    await until('normal', () => one.health.isAvailable, patience);
    expect([one.changes, await missing()]).toEqual([['restarted'], []]);
  }, 60_000);
});
