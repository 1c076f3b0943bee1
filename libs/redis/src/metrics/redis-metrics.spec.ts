import { Logger } from '@nestjs/common';
import {
  DeadlineWheel,
  Failover,
  type KeptEntry,
  type KeptStore,
  KeptWrites,
  MemoryEpochRecord,
  ReconcilableStore,
  Reconciler,
  RedisBreakers,
  RedisHealthService,
  RedisMetrics,
  type Revocation,
  revocationRule,
} from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { RedisGate } from '../gate/redis-gate';
import { RedisWriteProbe } from '../health/redis-write-probe.adapter';
import { setFor } from '../scripts/string-scripts';

const hour = 3_600_000;

class Revocations extends ReconcilableStore<Revocation> {
  readonly name = 'revocations';

  constructor(
    readonly pending: KeptStore<Revocation>,
    private readonly gate: RedisGate,
  ) {
    super();
  }

  async mergeIntoRedis(entries: readonly KeptEntry<Revocation>[]): Promise<void> {
    for (const { key } of entries) await this.gate.run(setFor, { key }, { value: 1, ttlMs: hour });
  }

  async rehydrate(): Promise<void> {}
}

/** All that an application has of Redis, with its metrics. */
async function application(redis: RedisServer) {
  const registry = new Registry();
  const metrics = new RedisMetrics('auth', registry);
  const where = { url: redis.url, commandTimeoutMs: 300, connectTimeoutMs: 900 };
  const gate = new RedisGate(where);
  const kept = new KeptWrites({ maxEntries: 5 });
  const pending = kept.store({ name: 'revocations', rule: revocationRule, isDurable: true });
  const store = new Revocations(pending, gate);
  const reconciler = new Reconciler([store], { maxStartDelayMs: 10 });
  const parts = { reconciler, record: new MemoryEpochRecord() };
  const pace = { degradedIntervalMs: 20, glanceIntervalMs: 50, steadyMs: 50, calmMs: 0 };
  const health = new RedisHealthService(new RedisWriteProbe(where), pace, parts);
  const breakers = new RedisBreakers(health);
  const wheel = new DeadlineWheel();
  const failover = new Failover({ health, breakers, wheel, observer: metrics.observer, deadlineMs: 300 });
  const sessions = failover.store({
    name: 'sessions',
    guarantees: { redis: 'all', memory: 'this instance only' },
  });
  metrics.showHealth(health);
  metrics.showBreakers(breakers.all);
  metrics.showOutcomes(gate);
  metrics.showStores(failover);
  metrics.showProgress(reconciler);
  metrics.showKept(kept);
  await health.start();
  const read = () =>
    sessions.call('find', {
      kind: 'read',
      redis: () => gate.read('find', (client) => client.get('session')),
      memory: () => 'from memory',
    });
  const text = () => registry.metrics();
  const value = async (line: string) => {
    const found = (await text()).split('\n').find((each) => each.startsWith(`${line} `));
    return found === undefined ? undefined : Number(found.split(' ').pop());
  };
  const becomes = (line: string, wanted: number) =>
    until(`${line} to be ${wanted}`, async () => (await value(line)) === wanted).catch(
      async (error: Error) => {
        throw new Error(`${error.message}: it is ${await value(line)}`);
      },
    );
  const close = () => (failover.stop(), breakers.stop(), health.stop(), gate.close());
  return { registry, health, breakers, pending, read, text, value, becomes, close };
}

describe('the metrics of a Redis', () => {
  let redis: RedisServer;
  let app: Awaited<ReturnType<typeof application>>;

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    redis = await startRedis();
    app = await application(redis);
  });
  afterEach(async () => {
    app.close();
    await redis.close();
  });

  it('count no loss while an operator has it left alone, and one that was hidden behind that', async () => {
    app.health.hold('Ann', 60_000);
    await app.becomes('redis_forced_degraded', 1);
    await app.becomes('redis_unavailable_total', 0);
    await redis.kill();
    app.health.look();
    await app.becomes('redis_fault{fault="down"}', 1);
    await app.becomes('redis_unavailable_total', 0);
    app.health.release();
    await app.becomes('redis_unavailable_total', 1);
  });

  it('say that it is relied on, and are there before they first grow', async () => {
    await app.becomes('redis_available', 1);
    await app.becomes('redis_degraded_mode{service="auth"}', 0);
    await app.becomes('redis_state{state="normal"}', 1);
    await app.becomes('redis_store_tier{store="sessions",tier="redis"}', 1);
    await app.becomes('redis_identity_changes_total{change="first"}', 1);
    await app.becomes('redis_recoveries_total{outcome="complete"}', 1);
    const atZero = [
      'redis_unavailable_total',
      'redis_transitions_total{to="degraded"}',
      'redis_deadline_missed_total{kind="read"}',
      'redis_breaker_transitions_total{kind="write",to="open"}',
      'redis_identity_changes_total{change="emptied"}',
      'redis_dropped_entries_total{store="revocations"}',
      'redis_pending_entries{store="revocations"}',
      'redis_fault{fault="down"}',
    ];
    for (const line of atZero) expect([line, await app.value(line)]).toEqual([line, 0]);
  });

  it('follow it being killed and coming back, with what was kept meanwhile', async () => {
    await redis.kill();
    await until('an outage', () => !app.health.isAvailable);
    expect(await app.read()).toBe('from memory');
    for (let key = 0; key < 7; key += 1) app.pending.keep(`r:${key}`, { expiresAt: Date.now() + hour });
    await app.becomes('redis_available', 0);
    await app.becomes('redis_degraded_mode{service="auth"}', 1);
    await app.becomes('redis_state{state="degraded"}', 1);
    await app.becomes('redis_fault{fault="down"}', 1);
    await app.becomes('redis_unavailable_total', 1);
    await app.becomes('redis_store_tier{store="sessions",tier="memory"}', 1);
    await app.becomes('redis_store_tier{store="sessions",tier="redis"}', 0);
    await app.becomes('redis_fallback_hits_total{store="sessions",tier="memory"}', 1);
    await app.becomes('redis_fallback_duration_seconds_count{store="sessions",tier="memory"}', 1);
    await app.becomes('redis_fallback_duration_seconds_bucket{store="sessions",tier="memory",le="+Inf"}', 1);
    await app.becomes('redis_pending_entries{store="revocations"}', 5);
    await app.becomes('redis_dropped_entries_total{store="revocations"}', 2);

    await redis.start();
    await app.becomes('redis_available', 1);
    await app.becomes('redis_fault{fault="down"}', 0);
    await app.becomes('redis_transitions_total{to="normal"}', 1);
    await app.becomes('redis_pending_entries{store="revocations"}', 0);
    await app.becomes('redis_reconciled_entries_total{store="revocations"}', 5);
    await app.becomes('redis_recovery_progress{store="revocations"}', 1);
    await app.becomes('redis_identity_changes_total{change="emptied"}', 1);
    await app.becomes('redis_store_tier{store="sessions",tier="redis"}', 1);
    await app.becomes('redis_unavailable_total', 1);
    expect(await app.value('redis_recovery_duration_seconds_count')).toBeGreaterThanOrEqual(2);
  });

  it('count the deadline a frozen one missed, once, and the fault', async () => {
    await app.read();
    redis.freeze();
    expect(await app.read()).toBe('from memory');
    await app.becomes('redis_deadline_missed_total{kind="read"}', 1);
    await app.becomes('redis_faults_total{kind="read",fault="hung"}', 1);
    await app.becomes('redis_fault{fault="hung"}', 1);
    redis.thaw();
    await app.becomes('redis_available', 1);
  });

  it('count an emptied one', async () => {
    await redis.flush();
    await app.becomes('redis_identity_changes_total{change="emptied"}', 1);
    await app.becomes('redis_available', 1);
  });

  it('show a breaker that opens, and one that an operator holds', async () => {
    app.breakers.control('write', 'force-open');
    await app.becomes('redis_breaker_state{kind="write",state="forced-open"}', 1);
    await app.becomes('redis_breaker_state{kind="write",state="open"}', 1);
    await app.becomes('redis_breaker_state{kind="read",state="closed"}', 1);
    await app.becomes('redis_degraded_mode{service="auth"}', 1);
    await app.becomes('redis_available', 1);
    await app.becomes('redis_breaker_transitions_total{kind="write",to="open"}', 1);
    app.breakers.control('write', 'reset');
    await app.becomes('redis_breaker_state{kind="write",state="forced-open"}', 0);
    await app.becomes('redis_degraded_mode{service="auth"}', 0);
    app.breakers.control('read', 'force-close');
    await app.becomes('redis_breaker_state{kind="read",state="forced-closed"}', 1);
  });

  it('count a Redis that was away from the start as lost', async () => {
    app.close();
    await redis.kill();
    app = await application(redis);
    await app.becomes('redis_unavailable_total', 1);
    await redis.start();
    await app.becomes('redis_available', 1);
    await app.becomes('redis_unavailable_total', 1);
  });

  it('count one loss where it relapses before it was relied on again', async () => {
    await app.becomes('redis_available', 1);
    const suspect = () => app.health.suspect('hung', new Error('not answered'));
    suspect();
    await until('its return to begin', () => app.health.state === 'recovering', { every: 1 });
    suspect();
    await app.becomes('redis_available', 1);
    expect(await app.value('redis_transitions_total{to="degraded"}')).toBe(2);
    expect(await app.value('redis_unavailable_total')).toBe(1);
  });

  it('are those of their page, with its labels', async () => {
    const page = await readFile(join(__dirname, '../../../../docs/resilience/metrics.md'), 'utf8');
    const told = [...page.matchAll(/^\| `(redis_\w+)` +\| ([^|]*)\|/gm)].map(([, name, labels = '']) => [
      name,
      [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
    ]);
    const shown = app.registry.getMetricsAsArray().map((metric) => {
      const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] };
      return [name, labelNames];
    });
    expect(told.sort()).toEqual(shown.sort());
  });
});
