import { Logger } from '@nestjs/common';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RevocationScene, revocationScene } from './revocation-scene.contract';

/** Too seldom to matter here. */
const never = 3_600_000;

describe('the watch over Redis', () => {
  let redis: RedisServer;
  const instances: { close(): void }[] = [];

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const instance of instances.splice(0)) instance.close();
    await redis.close();
  });

  async function started(health: RevocationScene['health']) {
    const one = revocationScene({ redis: { url: redis.url }, health });
    instances.push(one);
    await one.health.start();
    expect(one.health.state).toBe('normal');
    return one;
  }

  it('hears of a Redis that dies though nobody asks it anything', async () => {
    const one = await started({ intervalMs: never, glanceIntervalMs: never });
    await redis.kill();
    await one.is('degraded');
    expect(one.health.fault).toBe('down');
  });

  it('hears of a Redis that hangs though nobody asks it anything', async () => {
    const one = await started({ intervalMs: never, glanceIntervalMs: never });
    redis.freeze();
    await one.is('degraded');
    expect(one.health.fault).toBe('hung');
    redis.thaw();
    await one.isNormal();
  });

  it('tells when it looked last, how long the answer took and how often none came', async () => {
    const { health, is, isNormal } = await started({ glanceIntervalMs: 10, degradedIntervalMs: 10 });
    const looked = await until('a look', () => health.checks.lastAt);
    expect(health.checks).toEqual({ lastAt: looked, tookMs: expect.any(Number), failedInARow: 0 });
    await redis.kill();
    await is('degraded');
    await until('three failures', () => health.checks.failedInARow >= 3);
    await redis.start();
    await isNormal();
    expect(health.checks.failedInARow).toBe(0);
    expect(health.checks.lastAt).toBeGreaterThan(looked);
  });

  it('does not take a connection that was merely cut for an outage', async () => {
    const one = await started({});
    await sleep(600); // A connection that ends young is paced instead.
    await redis.dropClients();
    await until('connections again', async () => {
      const clients = String(await redis.command('CLIENT', 'LIST'));
      return clients.trim().split('\n').length > 1;
    });
    expect(one.path).toEqual([]);
  });

  it('does not take a stall of our own for an outage', async () => {
    const one = await started({ intervalMs: 50, glanceIntervalMs: 20 });
    for (let stall = 0; stall < 20; stall += 1) {
      for (const end = performance.now() + 300; performance.now() < end;);
      await sleep(30);
    }
    expect(one.path).toEqual([]);
  });

  it('writes one line a transition, and one for what it noticed about the server', async () => {
    const one = await started({});
    const lines: string[] = [];
    const write = (line: unknown) => lines.push(String(line));
    Logger.overrideLogger({ log: write, warn: write, error: write });
    await redis.flush();
    await one.isDoubted();
    await one.isNormal();
    expect(lines).toEqual([
      expect.stringMatching(/^Redis: normal -> recovering after .* s \(this is not the Redis we filled\)$/),
      'Redis came back empty or was emptied (emptied)',
      expect.stringMatching(/^Redis: recovering -> normal after .* s \(\d+ good probes in a row\)$/),
    ]);
  });

  it('glances between probes that are far apart', async () => {
    const one = await started({ intervalMs: never });
    await redis.flush();
    await one.isDoubted();
    await one.isNormal();
    expect(one.changes).toEqual(['first', 'emptied']);
  });

  it('tells which fault it is, and withdraws the right to stale reads from a Redis that lost its data', async () => {
    const one = await started({ intervalMs: 40 });
    await redis.outOfMemory(true);
    await until('the fault', () => one.health.fault === 'full');
    await redis.flush();
    await until('the loss', () => one.health.fault === 'wrong_server');
    expect(one.health.state).toBe('degraded');
    await redis.outOfMemory(false);
    await one.isNormal();
    expect(one.health.fault).toBeUndefined();
  });

  it('has the connections up that will serve before it says normal', async () => {
    const one = await started({});
    // Redis is away at times; what it is asked for here is only that it is asked.
    const ask = () => one.gate.read('name', (client) => client.get('name'));
    for (let round = 0; round < 5; round += 1) {
      await ask().catch(() => undefined);
      await redis.kill();
      await one.is('degraded');
      // The last attempt to connect has failed, and the next has to wait for its turn.
      await ask().catch(() => undefined);
      const answered = new Promise((resolve) => {
        const told = one.health.state$.subscribe(({ to }) => {
          if (to !== 'normal') return;
          told.unsubscribe();
          resolve(ask());
        });
      });
      await redis.start();
      await expect(answered).resolves.toBeNull();
    }
  });
});
