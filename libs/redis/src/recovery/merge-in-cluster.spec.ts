import { KeptWrites, Reconciler, revocationRule } from '@secureconnect/resilience';
import { type RedisCluster, startCluster, until } from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { RedisMergeStore } from './redis-merge-store';

describe('a store that merges into a Cluster', () => {
  let cluster: RedisCluster;
  let gate: RedisGate;

  beforeAll(async () => {
    cluster = await startCluster();
    gate = new RedisGate({ cluster: cluster.addresses.slice(0, 2), connectTimeoutMs: 1_000 });
  }, 60_000);
  afterAll(async () => {
    gate.close();
    await cluster.close();
  });

  it.each([
    ['spreads its keys over all masters', 'spread:'],
    ['keeps them together under a tag', '{together}:'],
  ])('%s, and recovers in batches', async (_what, prefix) => {
    const pending = new KeptWrites().store({ name: 'revocations', rule: revocationRule, isDurable: false });
    const store = new RedisMergeStore({
      name: 'revocations',
      gate,
      prefix,
      rule: revocationRule,
      pending,
      deadlineMs: 2_000,
    });
    const expiresAt = Date.now() + 3_600_000;
    const keys = Array.from({ length: 300 }, (_, index) => `r${index}`);
    await until('a merge', () => store.keys.merge([{ key: 'r0', state: { expiresAt: expiresAt + 5 } }]));
    for (const key of keys) pending.keep(key, { expiresAt });
    const reconciler = new Reconciler([store], { maxStartDelayMs: 0 });
    const { signal } = new AbortController();
    expect(await reconciler.run({ signal })).toMatchObject({ state: 'complete', reconciled: 300 });
    for (const key of keys)
      expect(await store.keys.read(key)).toEqual({ expiresAt: key === 'r0' ? expiresAt + 5 : expiresAt });
    const nodes = new Set(await Promise.all(keys.map((key) => cluster.nodeOf(prefix + key))));
    expect(nodes.size).toBe(prefix.startsWith('{') ? 1 : 3);
  });
});
