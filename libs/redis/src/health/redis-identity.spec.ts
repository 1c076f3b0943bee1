import { Logger } from '@nestjs/common';
import {
  type EpochRecord,
  KeptWrites,
  type KeptEntry,
  MemoryEpochRecord,
  ReconcilableStore,
  Reconciler,
  RedisHealthService,
  type RehydrateScope,
  type RedisTransition,
  type Revocation,
  revocationRule,
} from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { setFor } from '../scripts/string-scripts';
import { RedisWriteProbe } from './redis-write-probe.adapter';

/** What was revoked and when, as PostgreSQL would hold it. */
type Record = Map<string, { readonly revocation: Revocation; readonly at: number }>;

const hour = 3_600_000;

/** Revocations in Redis over a record; counts what it was asked for. */
class RevocationStore extends ReconcilableStore<Revocation> {
  readonly name = 'revocations';
  readonly pending = new KeptWrites().store({ name: 'revocations', rule: revocationRule, isDurable: true });
  readonly scopes: RehydrateScope[] = [];
  during: () => Promise<unknown> | void = () => undefined;

  constructor(
    private readonly gate: RedisGate,
    private readonly record: Record,
  ) {
    super();
  }

  revoke(key: string): void {
    const revocation = { expiresAt: Date.now() + hour };
    this.record.set(key, { revocation, at: Date.now() });
    this.pending.keep(key, revocation);
  }

  async mergeIntoRedis(entries: readonly KeptEntry<Revocation>[]): Promise<void> {
    for (const { key } of entries) await this.gate.run(setFor, { key }, { value: 1, ttlMs: hour });
  }

  async rehydrate(scope: RehydrateScope): Promise<void> {
    this.scopes.push(scope);
    for (const [key, { at }] of this.record)
      if (at >= (scope.since ?? 0)) await this.gate.run(setFor, { key }, { value: 1, ttlMs: hour });
    await this.during();
  }
}

/** A record that may be away, as PostgreSQL may be. */
class FragileRecord extends MemoryEpochRecord {
  isAway = false;

  override async current(): Promise<number | null> {
    if (this.isAway) throw new Error('PostgreSQL is away');
    return super.current();
  }
}

const fast = { degradedIntervalMs: 20, glanceIntervalMs: 60, steadyMs: 60, calmMs: 500 };

describe('the identity of Redis', () => {
  let redis: RedisServer;
  const closing: (() => unknown)[] = [];

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    redis = await startRedis();
    closing.push(() => redis.close());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function instance(record: EpochRecord, revocations: Record = new Map(), start = true) {
    const where = { url: redis.url, commandTimeoutMs: 1_000 };
    const gate = new RedisGate(where);
    const store = new RevocationStore(gate, revocations);
    const reconciler = new Reconciler([store], { maxStartDelayMs: 20 });
    const probe = new RedisWriteProbe(where);
    const parts = { reconciler, record, options: { maxRetryMs: 100 } };
    const health = new RedisHealthService(probe, fast, parts);
    closing.push(() => (health.stop(), gate.close()));
    const changes: string[] = [];
    const path: RedisTransition[] = [];
    health.recovery?.changes$.subscribe((change) => changes.push(change));
    health.state$.subscribe((transition) => path.push(transition));
    if (start) await health.start();
    const normal = () => until('normal', () => health.isAvailable);
    const notNormal = () => until('not normal', () => !health.isAvailable);
    return { gate, store, health, changes, path, normal, notNormal };
  }

  const has = (key: string) => redis.command('EXISTS', key);

  it('is normal from the start when Redis was never filled, and marks it', async () => {
    const { health, changes, path } = await instance(new MemoryEpochRecord());
    expect(health).toMatchObject({ state: 'normal', fault: undefined, lastError: null });
    expect([changes, path]).toEqual([['first'], []]);
    expect(await redis.command('GET', 'secureconnect:marker')).toMatch(/^1@[0-9a-f]{40}\/$/);
  });

  it('brings only what was kept where it is the same Redis', async () => {
    const one = await instance(new MemoryEpochRecord());
    one.store.scopes.length = 0;
    redis.freeze();
    await until('degraded', () => one.health.state === 'degraded');
    one.store.revoke('token');
    redis.thaw();
    await one.normal();
    expect(await has('token')).toBe(1);
    expect([one.store.scopes, one.changes]).toEqual([[], ['first']]);
  });

  it.each([
    ['emptied (FLUSHALL)', (): Promise<unknown> => redis.flush()],
    ['restarted empty', () => redis.wipe()],
  ])(
    'fills a Redis that was %s from the record before it is relied on, though no call failed',
    async (_n, wipe) => {
      const revocations: Record = new Map([['old', { revocation: { expiresAt: Date.now() + hour }, at: 0 }]]);
      const one = await instance(new MemoryEpochRecord(), revocations);
      await redis.command('SET', 'cache', 'x');
      one.store.scopes.length = 0;
      await wipe();
      await one.notNormal();
      await one.normal();
      expect([await has('old'), await has('cache')]).toEqual([1, 0]);
      expect([one.store.scopes, one.changes, one.health.recovery?.epoch]).toEqual([
        [{}],
        ['first', 'emptied'],
        2,
      ]);
    },
  );
});
