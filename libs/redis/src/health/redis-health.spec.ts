import { Logger } from '@nestjs/common';
import { RedisHealthService, type RedisTransition } from '@secureconnect/resilience';
import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisWriteProbe } from './redis-write-probe.adapter';

type Fault = readonly [
  name: string,
  on: (redis: RedisServer) => unknown,
  off: (redis: RedisServer) => unknown,
];

const faults: readonly Fault[] = [
  ['killed', (redis) => redis.kill(), (redis) => redis.start()],
  ['frozen', (redis) => redis.freeze(), (redis) => redis.thaw()],
  ['read-only', (redis) => redis.readOnly(true), (redis) => redis.readOnly(false)],
  ['out of memory', (redis) => redis.outOfMemory(true), (redis) => redis.outOfMemory(false)],
  ['failing its snapshots', (redis) => redis.misconf(true), (redis) => redis.misconf(false)],
];

const fast = { intervalMs: 40, degradedIntervalMs: 20, steadyMs: 60, calmMs: 500 };

describe('the health of Redis', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  const running: RedisHealthService[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    proxy = await startFaultProxy({ target: { host: redis.host, port: redis.port } });
  });
  afterEach(() => {
    for (const health of running.splice(0)) health.stop();
  });
  afterAll(async () => {
    await proxy.close();
    await redis.close();
  });

  async function watch(port = redis.port, pace = {}) {
    const where = { host: '127.0.0.1', port, db: 0, connectTimeoutMs: 400, commandTimeoutMs: 150 };
    const health = new RedisHealthService(new RedisWriteProbe(where), { ...fast, ...pace });
    running.push(health);
    const seen: RedisTransition[] = [];
    health.state$.subscribe((transition) => seen.push(transition));
    await health.start();
    return { health, path: () => seen.map(({ from, to }) => `${from}>${to}`) };
  }

  it.each(faults)(
    'is degraded while Redis is %s, and normal again by itself, each told once',
    async (_n, on, off) => {
      const { health, path } = await watch();
      expect(health).toMatchObject({ state: 'normal', lastError: null });
      await on(redis);
      await until('degraded', () => health.state === 'degraded');
      expect(health.isAvailable).toBe(false);
      expect(health.lastError).toEqual(expect.any(String));
      await off(redis);
      await until('normal', () => health.state === 'normal');
      expect(health.lastError).toBeNull();
      expect(path().at(0)).toBe('normal>degraded');
      expect(path().slice(-2)).toEqual(['degraded>recovering', 'recovering>normal']);
    },
  );

  it('starts degraded when Redis was never there, and says so at once', async () => {
    const { health } = await watch(1);
    expect(health.state).toBe('degraded');
    expect(health.lastError).toContain('ECONNREFUSED');
  });

  it('does not wait for a server that accepts and stays silent', async () => {
    proxy.blackhole();
    const { health } = await watch(proxy.port);
    expect(health.state).toBe('degraded');
    expect(health.lastError).toContain('not answered within 400 ms');
    await proxy.heal();
    await until('normal', () => health.state === 'normal');
  });

  it('does not flap with a Redis that flaps', async () => {
    const { health, path } = await watch();
    for (let round = 0; round < 8; round += 1) {
      redis.freeze();
      await sleep(200);
      redis.thaw();
      await sleep(15);
    }
    await until('normal', () => health.state === 'normal');
    expect(path().filter((step) => step === 'recovering>normal').length).toBeLessThanOrEqual(2);
  });

  it('is left alone while an operator says so, which is no outage, and comes back by itself when she lets go', async () => {
    const { health, path } = await watch();
    health.hold('Ann', 60_000);
    expect(health).toMatchObject({ state: 'degraded', fault: undefined, lastError: 'forced by an operator' });
    expect(health.held).toMatchObject({ by: 'Ann' });
    const { lastAt } = health.checks;
    await until('looked at again', () => health.checks.lastAt !== lastAt && health.checks.failedInARow === 0);
    expect(health.isAvailable).toBe(false);
    redis.freeze();
    await until('seen to hang', () => health.lastError !== 'forced by an operator');
    expect(health.fault).toBeUndefined();
    expect(health.seenFault?.fault).toBe('hung');
    redis.thaw();
    await until('seen to be well', () => health.lastError === 'forced by an operator');
    expect(health.seenFault).toBeUndefined();
    expect(health.release()).toBe(true);
    expect(health.release()).toBe(false);
    await until('normal', () => health.state === 'normal');
    expect(path()).toEqual(['normal>degraded', 'degraded>recovering', 'recovering>normal']);
  });

  it('tells a Redis that was lost behind a hold as lost, once, when the hold is over', async () => {
    const { health, path } = await watch();
    health.hold('Ann', 60_000);
    redis.freeze();
    await until('seen to hang', () => health.seenFault !== undefined);
    expect(path()).toEqual(['normal>degraded']);
    health.release();
    await until('told', () => path().length > 1);
    const { failedInARow } = health.checks;
    await until('missed again', () => health.checks.failedInARow > failedInARow);
    expect(path()).toEqual(['normal>degraded', 'degraded>degraded']);
    redis.thaw();
    await until('normal', () => health.state === 'normal');
  });

  it('is not looked at in a hurry while it is left alone', async () => {
    const { health } = await watch(redis.port, { intervalMs: 3_600_000, glanceIntervalMs: 3_600_000 });
    const looks = new Set<unknown>();
    health.hold('Ann', 60_000);
    health.look();
    await until('a look', () => health.checks.lastAt);
    for (let times = 0; times < 20; times += 1) {
      looks.add(health.checks);
      await sleep(20);
    }
    expect(looks.size).toBeLessThanOrEqual(2);
    health.release();
    await until('normal', () => health.state === 'normal');
  });

  it('is left alone no longer than was said, and never longer for having been lost before', async () => {
    const { health } = await watch();
    health.hold('Ann', 150);
    expect(health.isAvailable).toBe(false);
    await until('normal without anybody', () => health.state === 'normal');
    expect(health.held).toBeUndefined();
  });

  it('leaves no lasting key behind', async () => {
    await watch();
    const [, keys] = (await redis.command('SCAN', '0', 'MATCH', 'secureconnect:health:*')) as [
      string,
      string[],
    ];
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(await redis.command('PTTL', key)).toBeGreaterThan(0);
  });
});
