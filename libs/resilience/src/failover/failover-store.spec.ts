import { Logger } from '@nestjs/common';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { AsyncLocalStorage } from 'node:async_hooks';
import { DegradedMarks } from '../policy/degraded-marks';
import { type FailoverCall } from './failover-call';
import { type FailoverScene, failoverScene } from './failover-scene.contract';
import { type FailoverStore } from './failover-store';

describe('a store that fails over', () => {
  let redis: RedisServer;
  let scene: FailoverScene;
  let names: FailoverStore;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    await redis.command('SET', 'name', 'ada');
    await redis.command('LPUSH', 'list', 'x');
  });
  afterAll(() => redis.close());

  beforeEach(async () => {
    scene = await failoverScene(redis);
    names = scene.failover.store({
      name: 'names',
      guarantees: { redis: 'as written', memory: 'as this instance saw it' },
    });
  });
  afterEach(() => {
    redis.thaw();
    scene.stop();
  });

  const get = () => redis.command('GET', 'name') as Promise<unknown>;
  const elsewhere = () => 'ada, from memory';
  const read = (call: Partial<FailoverCall<unknown>> = {}) =>
    names.call('names.read', { kind: 'read', redis: get, memory: elsewhere, ...call });
  const back = async () => {
    redis.thaw();
    await until('normal', () => scene.health.state === 'normal');
  };

  it('asks Redis while it may be relied on', async () => {
    expect(await read()).toBe('ada');
    expect(names.tier).toBe('redis');
    expect(scene.told).toEqual([]);
  });

  it('serves from the next tier when Redis hangs, and notices the outage by that very call', async () => {
    redis.freeze();
    expect(await read()).toBe(elsewhere());
    expect(scene.health.state).toBe('degraded');
    expect(scene.health.lastError).toContain('does not answer');
    expect(scene.told).toEqual([
      'a read missed its deadline',
      'names is served from memory',
      'names fell back to memory',
    ]);
    await back();
    expect(names.tier).toBe('redis');
    expect(scene.told.at(-1)).toBe('names is served from redis');
  });

  it('does not ask again while degraded, and asks again once it is normal', async () => {
    redis.freeze();
    await read();
    let asked = 0;
    const work = () => ((asked += 1), get());
    for (let index = 0; index < 1_000; index += 1) expect(await read({ redis: work })).toBe(elsewhere());
    expect(asked).toBe(0);
    await back();
    expect(await read({ redis: work })).toBe('ada');
  });

  it('without a next tier says why, at once while degraded', async () => {
    redis.freeze();
    const alone = () => names.call('names.read', { kind: 'read', redis: get });
    await expect(alone()).rejects.toMatchObject({ code: 'deadline_exceeded', operation: 'names.read' });
    await expect(alone()).rejects.toMatchObject({ code: 'breaker_open' });
  });

  it('leaves Redis alone while an operator holds it off, however well Redis is', async () => {
    names.isHeld = true;
    expect(await read()).toBe(elsewhere());
    expect(await names.write('names.put', { redis: get, memory: elsewhere })).toBe(elsewhere());
    expect([names.tier, scene.health.state]).toEqual(['memory', 'normal']);
    names.isHeld = false;
    expect(await read()).toBe('ada');
    expect(names.tier).toBe('redis');
  });

  it('lets a bug surface as a bug: it is no outage, and no other tier hides it', async () => {
    const wrongType = async () => {
      throw (await redis.command('GET', 'list').catch((error: unknown) => error)) as Error;
    };
    for (let index = 0; index < 10; index += 1)
      await expect(read({ redis: wrongType })).rejects.toThrow('WRONGTYPE');
    expect(scene.breakers.of('read').state).toBe('closed');
    expect(scene.health.state).toBe('normal');
    const broken = () => {
      throw new TypeError('before any promise');
    };
    await expect(read({ redis: broken })).rejects.toThrow('before any promise');
  });

  it('marks the request it serves otherwise, also one whose deadline struck, and serves it in its own context', async () => {
    const requests = new AsyncLocalStorage<string>();
    const marks = new DegradedMarks();
    redis.freeze();
    const seen: unknown[] = [];
    const memory = () => void seen.push(requests.getStore());
    await marks.run(() => requests.run('one', () => read({ memory })));
    await marks.run(() => requests.run('two', () => read({ memory })));
    expect(marks.list).toEqual(['names']);
    expect(seen).toEqual(['one', 'two']);
  });

  it('tells a call that asks Redis more than once how much time is left', async () => {
    let left = 0;
    const twice: FailoverCall<unknown>['redis'] = async (deadline) => {
      await get();
      left = deadline.leftMs;
      return get();
    };
    expect(await read({ redis: twice })).toBe('ada');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(100);
  });

  it('waits as long as a call says that waits on purpose, and no longer', async () => {
    const wait = (seconds: number, deadlineMs?: number) =>
      names.call<unknown>('names.wait', {
        kind: 'blocking',
        redis: () => redis.command('BLPOP', 'nothing', seconds),
        memory: elsewhere,
        ...(deadlineMs === undefined ? {} : { deadlineMs }),
      });
    expect(await wait(0.4, 3_000)).toBeNull();
    expect([scene.health.state, scene.told]).toEqual(['normal', []]);
    expect(await wait(1)).toBe(elsewhere());
  });

  it('tells a write that asks Redis more than once how much of its own time is left', async () => {
    let left = 0;
    const redisWork: FailoverCall<unknown>['redis'] = async (deadline) => void (left = deadline.leftMs);
    await names.write('names.put', { redis: redisWork, deadlineMs: 5_000 });
    expect(left).toBeGreaterThan(1_000);
  });

  it('reads from a Redis that only refuses writes, where that was declared, and marks it', async () => {
    await redis.readOnly(true);
    scene.health.suspect('read_only', new Error('READONLY'));
    const marks = new DegradedMarks();
    expect(await read()).toBe(elsewhere());
    expect(await marks.run(() => read({ mayReadStale: true }))).toBe('ada');
    expect(marks.list).toEqual(['names']);
    expect(names.tier).toBe('memory');
    const write = names.write('names.put', { redis: get, memory: elsewhere });
    expect(await write).toBe(elsewhere());
    await redis.readOnly(false);
    await back();
  });

  it('settles every one of 2,000 concurrent calls when Redis dies under them', async () => {
    const calls = Array.from({ length: 2_000 }, () => read());
    redis.freeze();
    const answers = new Set(await Promise.all(calls));
    expect([...answers].every((answer) => answer === 'ada' || answer === elsewhere())).toBe(true);
  });

  describe('writing', () => {
    const kept: string[] = [];
    const put = (work: object = {}) =>
      names.write('names.put', {
        redis: () => redis.command('SET', 'name', 'ada') as Promise<unknown>,
        memory: () => 'taken',
        keep: () => void kept.push('name'),
        ...work,
      });
    beforeEach(() => void kept.splice(0));

    it('keeps nothing that Redis took', async () => {
      expect(await put()).toBe('OK');
      expect(kept).toEqual([]);
    });

    it('keeps what another tier took instead', async () => {
      redis.freeze();
      expect(await put()).toBe('taken');
      expect(await put()).toBe('taken');
      expect(kept).toEqual(['name', 'name']);
    });

    it('does not keep what no tier took: what was reported as failed does not come back', async () => {
      redis.freeze();
      const refusing = () => {
        throw new Error('no room');
      };
      await expect(put({ memory: refusing })).rejects.toThrow('no room');
      await expect(put({ memory: undefined })).rejects.toMatchObject({ code: 'breaker_open' });
      expect(kept).toEqual([]);
    });
  });

  describe('writing what PostgreSQL has taken already', () => {
    const kept: string[] = [];
    const bring = (work = get) =>
      names.writeRecorded('names.put', { redis: work, keep: () => void kept.push('name') });
    beforeEach(() => void kept.splice(0));

    it('brings it to Redis, or keeps it for Redis, and does not fail for an outage', async () => {
      await bring();
      expect(kept).toEqual([]);
      redis.freeze();
      await bring();
      await bring();
      expect(kept).toEqual(['name', 'name']);
      expect(names.tier).toBe('postgres');
    });

    it('lets a bug surface', async () => {
      await expect(bring(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
      expect(kept).toEqual([]);
    });
  });

  it('is opened once, and its tiers stand in a table with what they guarantee', () => {
    expect(scene.failover.stores.map(({ name, tiers }) => ({ name, tiers }))).toEqual([
      {
        name: 'names',
        tiers: [
          { name: 'redis', guarantee: 'as written' },
          { name: 'memory', guarantee: 'as this instance saw it' },
        ],
      },
    ]);
    expect(() => scene.failover.store({ name: 'names', guarantees: {} })).toThrow('opened once');
  });
});
