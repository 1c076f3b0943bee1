import { Logger } from '@nestjs/common';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FailoverScene, failoverScene } from '../failover/failover-scene.contract';
import { type FailoverStore } from '../failover/failover-store';
import { type RedisKind } from '../failover/redis-gatekeeper';
import { RedisBreakers, redisKinds } from './redis-breakers';

describe('the breakers of a Redis', () => {
  let redis: RedisServer;
  let scene: FailoverScene;
  let names: FailoverStore;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  beforeEach(async () => {
    scene = await failoverScene(redis);
    names = scene.failover.store({ name: 'names', guarantees: { memory: 'old' } });
  });
  afterEach(() => {
    redis.thaw();
    scene.stop();
  });

  const ping = () => redis.command('PING') as Promise<unknown>;
  const call = (kind: RedisKind, work = ping) =>
    names.call('names.read', { kind, redis: work, memory: () => 'elsewhere' });

  it('open under the calls that were under way when Redis died, and are closed by its health long before their own time', async () => {
    redis.freeze();
    await Promise.all(Array.from({ length: 20 }, () => call('read')));
    expect(scene.breakers.of('read').state).toBe('open');
    expect(scene.breakers.of('read').retryAfterMs).toBeGreaterThan(50_000);
    redis.thaw();
    await until('normal', () => scene.health.state === 'normal');
    expect(scene.breakers.of('read').state).toBe('closed');
    expect(await call('read')).toBe('PONG');
  });

  it('open for one kind that crawls while Redis is well, and that kind comes back by its own trial', async () => {
    const breakers = new RedisBreakers(scene.health, { slowMs: 5, slowForMs: 0, recoveryTimeoutMs: 60 });
    const [read, write] = [breakers.of('read'), breakers.of('write')];
    const slowPing = async () => {
      const startedAt = performance.now();
      await redis.command('DEBUG', 'SLEEP', '0.006');
      read.succeed(performance.now() - startedAt);
    };
    await Promise.all(Array.from({ length: 100 }, slowPing));
    expect([read.state, write.state]).toEqual(['open', 'closed']);
    await sleep(70);
    expect(read.admit()).toBe(true);
    await slowPing();
    // Still slow: it would only open again after a hundred more.
    expect(read.state).toBe('open');
    await sleep(70);
    expect(read.admit()).toBe(true);
    read.succeed(1);
    expect(read.state).toBe('closed');
    breakers.stop();
  });

  it('that nobody calls any more are tried by how Redis answers its probes, and held ones are not', async () => {
    const redisSeen = { state$: scene.health.state$, isAvailable: true, checks: { tookMs: 80 } };
    const breakers = new RedisBreakers(redisSeen, { slowForMs: 0, recoveryTimeoutMs: 40, idleMs: 40 });
    const [read, held] = [breakers.of('read'), breakers.of('write')];
    held.forceOpen();
    let trials = 0;
    read.transitions$.subscribe(({ reason }) => (trials += Number(reason === 'trial failed')));
    for (let index = 0; index < 100; index += 1) read.succeed(80);
    await until('two trials by slow probes', () => trials >= 2);
    expect(read.state).toBe('open');
    redisSeen.checks.tookMs = 1;
    await until('a trial by a fast probe', () => read.state === 'closed');
    expect(held.state).toBe('open');
    breakers.stop();
  });

  it('are not tried by probes of a Redis that is away', async () => {
    const redisSeen = { state$: scene.health.state$, isAvailable: false, checks: { tookMs: 1 } };
    const breakers = new RedisBreakers(redisSeen, { slowForMs: 0, recoveryTimeoutMs: 5, idleMs: 5 });
    const read = breakers.of('read');
    for (let index = 0; index < 100; index += 1) read.succeed(80);
    await sleep(100);
    expect(read.state).toBe('open');
    redisSeen.isAvailable = true;
    await until('a trial', () => read.state === 'closed');
    breakers.stop();
  });

  it('are not opened by one hiccup, however many calls were under way in it', async () => {
    const breakers = new RedisBreakers(scene.health);
    const read = breakers.of('read');
    for (let index = 0; index < 1_000; index += 1) read.succeed(80);
    expect(read.state).toBe('closed');
    await sleep(1_050);
    read.succeed(80); // Slow still, after a second: that is no hiccup.
    expect(read.state).toBe('open');
    breakers.stop();
  });

  it('are never opened by blocking calls that wait, as they are meant to', () => {
    const blocking = scene.breakers.of('blocking');
    for (let index = 0; index < 1_000; index += 1) blocking.succeed(30_000);
    expect(blocking.state).toBe('closed');
  });

  describe('in the hands of an operator', () => {
    it.each(redisKinds)('hold %s open, and no other kind, until reset', async (kind) => {
      scene.breakers.control(kind, 'force-open');
      for (const each of redisKinds) expect(await call(each)).toBe(each === kind ? 'elsewhere' : 'PONG');
      scene.breakers.control(kind, 'reset');
      expect(await call(kind)).toBe('PONG');
    });

    it('stay as they are held when Redis is well again, and forget it on reset', async () => {
      const [read, write] = [scene.breakers.of('read'), scene.breakers.of('write')];
      scene.breakers.control('read', 'force-open');
      scene.breakers.control('write', 'force-close');
      redis.freeze();
      await Promise.all(Array.from({ length: 20 }, () => call('write')));
      redis.thaw();
      await until('normal', () => scene.health.state === 'normal');
      expect([read.state, read.isForced, write.state, write.isForced]).toEqual([
        'open',
        true,
        'closed',
        true,
      ]);
      scene.breakers.control('read', 'reset');
      scene.breakers.control('write', 'reset');
      expect([read.state, read.isForced, write.state, write.isForced]).toEqual([
        'closed',
        false,
        'closed',
        false,
      ]);
    });
  });

  it('tell every change of any of them', () => {
    const seen: string[] = [];
    scene.breakers.transitions$.subscribe(({ breaker, to }) => seen.push(`${breaker} ${to}`));
    scene.breakers.control('write', 'force-open');
    scene.breakers.control('read', 'force-open');
    scene.breakers.control('write', 'reset');
    expect(seen).toEqual(['redis.write open', 'redis.read open', 'redis.write closed']);
  });
});
