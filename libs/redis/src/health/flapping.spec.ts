import { type FaultProxy, type RedisServer, startFaultProxy, startRedis } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { revocationScene } from './revocation-scene.contract';

/** The long form, for `npm run chaos -- redis`, is 60. */
const seconds = Number(process.env['CHAOS_FLAP_SECONDS'] ?? 3);

describe(`a Redis that flaps for ${seconds} s, 300 ms up and 300 ms down`, () => {
  let redis: RedisServer;
  let proxy: FaultProxy;

  beforeAll(async () => {
    redis = await startRedis();
    proxy = await startFaultProxy({ target: redis.url });
  });
  afterAll(async () => {
    await proxy.close();
    await redis.close();
  });

  const flaps: readonly (readonly [name: string, down: () => unknown, up: () => unknown])[] = [
    ['its connections torn and refused', () => (proxy.refuse(), proxy.reset()), () => proxy.heal()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
    ['accepting and silent', () => proxy.blackhole(), () => proxy.heal()],
  ];

  it.each(flaps)(
    'is relied on again once at most while it flaps (%s), and for good once it does not',
    async (name, down, up) => {
      // The steadiness that an application has: nothing of it is shortened here.
      const health = { degradedIntervalMs: 50, glanceIntervalMs: 400, steadyMs: 100, calmMs: 60_000 };
      const one = revocationScene({
        redis: { url: proxy.through(redis.url), commandTimeoutMs: 100 },
        health,
      });
      await one.health.start();
      expect(one.health.state).toBe('normal');
      const returns = () => one.path.filter((step) => step === 'recovering>normal').length;
      let longWell = 0;
      for (const end = performance.now() + seconds * 1_000; performance.now() < end;) {
        await down();
        await sleep(300);
        const upAt = performance.now();
        await up();
        await sleep(300);
        // On a machine that is busy enough, Redis is well for long enough to be believed.
        if (performance.now() - upAt > 900) longWell += 1;
      }
      if (process.env['CHAOS_FLAP_SECONDS'])
        process.stdout.write(`flapping, ${name}: returns to normal ${returns()}\n`);
      expect(one.path[0]).toBe('normal>degraded');
      expect(returns()).toBeLessThanOrEqual(1 + longWell);
      one.store.revoke('token');
      await one.isNormal();
      expect(await redis.command('EXISTS', 'token')).toBe(1);
      one.close();
    },
    seconds * 1_000 + 60_000,
  );
});
