import { Logger } from '@nestjs/common';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { CircuitBreaker } from '../breaker/circuit-breaker';
import { DeadlineWheel } from '../deadline/deadline-wheel';
import { RedisHealthService } from '../health/redis-health.service';
import { RedisProbe } from '../health/redis-probe.port';
import { bareSighting, type RedisSighting } from '../health/redis-sighting';
import { ChokePoint } from './choke-point';
import { RedisGatekeeper, type RedisKind } from './redis-gatekeeper';

class WriteProbe extends RedisProbe {
  constructor(private readonly redis: RedisServer) {
    super();
  }

  async probe(): Promise<RedisSighting> {
    const answer = this.redis.command('SET', 'probe', '1');
    const late = new Promise<never>((_, reject) => setTimeout(reject, 200, new Error('silent')));
    await Promise.race([answer, late]);
    return bareSighting;
  }

  async glance(): Promise<null> {
    return null;
  }

  async beginFilling(): Promise<void> {}

  async mark(): Promise<boolean> {
    return true;
  }

  onLost(): void {}

  close(): void {}
}

describe('the choke point', () => {
  let redis: RedisServer;
  let health: RedisHealthService;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    await redis.command('SET', 'name', 'ada');
    await redis.command('LPUSH', 'list', 'x');
  });
  afterAll(() => redis.close());

  beforeEach(async () => {
    // Probes are far apart: what is noticed here is noticed by the calls.
    health = new RedisHealthService(new WriteProbe(redis), { intervalMs: 60_000, degradedIntervalMs: 30 });
    await health.start();
  });
  afterEach(() => health.stop());

  const build = (kind: RedisKind = 'read') => {
    const gatekeeper = new RedisGatekeeper(kind, new CircuitBreaker(`redis.${kind}`), health);
    const counts = { fellBack: 0, missedDeadline: 0 };
    const observer = {
      fellBack: () => (counts.fellBack += 1),
      missedDeadline: () => (counts.missedDeadline += 1),
    };
    const wheel = new DeadlineWheel();
    const point = new ChokePoint({ operation: 'name.read', deadlineMs: 100, gatekeeper, wheel, observer });
    return { point, gatekeeper, counts };
  };
  const get = () => redis.command('GET', 'name') as Promise<unknown>;
  const fromNextTier = () => 'ada, from the next tier';

  it('asks Redis while it may be relied on', async () => {
    const { point, counts } = build();
    expect(await point.call(get, fromNextTier)).toBe('ada');
    expect(counts).toEqual({ fellBack: 0, missedDeadline: 0 });
  });

  it('serves from the next tier when Redis hangs, and notices the outage by that very call', async () => {
    const { point, counts } = build();
    redis.freeze();
    const causes: unknown[] = [];
    const next = (cause: unknown) => (causes.push(cause), 'next');
    expect(await point.call(get, next)).toBe('next');
    expect(health.state).toBe('degraded');
    expect(health.lastError).toContain('does not answer');
    expect(causes).toEqual([
      { asked: true, fault: 'hung', error: expect.objectContaining({ operation: 'name.read' }) },
    ]);
    expect(counts).toEqual({ fellBack: 1, missedDeadline: 1 });
    redis.thaw();
    await until('normal', () => health.state === 'normal');
  });

  it('does not ask again while degraded, and asks again once it is normal', async () => {
    const { point } = build();
    redis.freeze();
    await point.call(get, fromNextTier);
    let asked = 0;
    const work = () => ((asked += 1), get());
    for (let index = 0; index < 1_000; index += 1)
      expect(await point.call(work, fromNextTier)).toContain('next tier');
    expect(asked).toBe(0);
    redis.thaw();
    await until('normal', () => health.state === 'normal');
    expect(await point.call(work, fromNextTier)).toBe('ada');
  });

  it('without a next tier says why, at once while degraded', async () => {
    const { point } = build();
    redis.freeze();
    await expect(point.call(get)).rejects.toMatchObject({
      code: 'deadline_exceeded',
      operation: 'name.read',
    });
    await expect(point.call(get)).rejects.toMatchObject({ code: 'breaker_open' });
    redis.thaw();
    await until('normal', () => health.state === 'normal');
  });

  it('lets a bug surface as a bug: it is no outage, and no other tier hides it', async () => {
    const { point, gatekeeper } = build();
    const wrongType = async () => {
      const reply = await redis.command('GET', 'list').catch((error: unknown) => error);
      throw reply as Error;
    };
    for (let index = 0; index < 10; index += 1)
      await expect(point.call(wrongType, fromNextTier)).rejects.toThrow('WRONGTYPE');
    expect(gatekeeper.breaker.state).toBe('closed');
    expect(health.state).toBe('normal');
    const broken = () => {
      throw new TypeError('before any promise');
    };
    await expect(point.call(broken, fromNextTier)).rejects.toThrow('before any promise');
  });

  it('passes on the failure of the next tier', async () => {
    const { point } = build();
    redis.freeze();
    const failing = () => {
      throw new Error('PostgreSQL is gone too');
    };
    await expect(point.call(get, failing)).rejects.toThrow('gone too');
    await expect(point.call(get, failing)).rejects.toThrow('gone too');
    redis.thaw();
    await until('normal', () => health.state === 'normal');
  });

  it('obeys an operator who holds the breaker open, though Redis is well', async () => {
    const { point, gatekeeper } = build();
    gatekeeper.breaker.forceOpen();
    expect(await point.call(get, fromNextTier)).toContain('next tier');
    gatekeeper.breaker.reset();
    expect(await point.call(get, fromNextTier)).toBe('ada');
  });

  it('settles every one of 2,000 concurrent calls when Redis dies under them', async () => {
    const { point } = build();
    const calls = Array.from({ length: 2_000 }, () => point.call(get, fromNextTier));
    redis.freeze();
    const answers = new Set(await Promise.all(calls));
    expect([...answers].every((answer) => answer === 'ada' || answer === fromNextTier())).toBe(true);
    redis.thaw();
    await until('normal', () => health.state === 'normal');
  });
});
