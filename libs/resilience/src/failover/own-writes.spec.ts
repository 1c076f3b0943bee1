import { Logger } from '@nestjs/common';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type KeptStore } from '../recovery/kept-store';
import { KeptWrites } from '../recovery/kept-writes';
import { type MergeRule } from '../recovery/merge/merge-rule';
import { type CallDeadline, type FailoverCall } from './failover-call';
import { type FailoverScene, failoverScene } from './failover-scene.contract';
import { type FailoverStore } from './failover-store';

describe('a store that has written what Redis lacks', () => {
  let redis: RedisServer;
  let scene: FailoverScene;
  let names: FailoverStore;
  let kept: KeptStore<string>;
  const record = new Map<string, string>();

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  beforeEach(async () => {
    record.clear();
    await redis.command('SET', 'name', 'old');
    scene = await failoverScene(redis);
    const rule: MergeRule<string> = {
      name: 'the later one',
      laws: [],
      merge: (_before, after) => after,
      expiresAt: () => Infinity,
    };
    kept = new KeptWrites().store<string>({ name: 'names', rule, isDurable: false });
    names = scene.failover.store({
      name: 'names',
      guarantees: { redis: 'shared', memory: 'of this process' },
      pending: kept,
    });
  });
  afterEach(() => scene.stop());

  const put = (name: string) =>
    names.write<unknown>('names.put', {
      redis: () => redis.command('SET', 'name', name),
      memory: () => void record.set('name', name),
      keep: () => kept.keep('name', name),
    });
  const read = (call: Partial<FailoverCall<unknown>> = {}) =>
    names.call<unknown>('names.read', {
      kind: 'read',
      redis: () => redis.command('GET', 'name'),
      memory: () => record.get('name'),
      ...call,
    });
  const bring = async () => {
    for (let batch = kept.drain(10); batch; batch = kept.drain(10)) {
      for (const { key, state } of batch.entries) await redis.command('SET', key, state);
      // On its way is not yet there.
      expect(await read()).toBe('new');
      expect(names.tier).toBe('memory');
      kept.acknowledge(batch);
    }
  };

  it('reads its own write while only writes rest, until Redis has it, and then reads from Redis', async () => {
    expect(await read()).toBe('old');
    scene.breakers.control('write', 'force-open');
    await put('new');
    expect(scene.health.state).toBe('normal');
    expect(await read()).toBe('new');
    scene.breakers.control('write', 'force-close');
    expect(await read()).toBe('new');
    await bring();
    expect(await read({ memory: () => 'of memory' })).toBe('new');
    expect(names.tier).toBe('redis');
  });

  it('is not said to be served from Redis by a write that Redis takes meanwhile', async () => {
    scene.breakers.control('write', 'force-open');
    await put('new');
    scene.breakers.control('write', 'force-close');
    await names.write('names.touch', { redis: () => redis.command('SET', 'other', '1') });
    expect(names.tier).toBe('memory');
    expect(await read()).toBe('new');
  });

  it('is not asked for what a call says that it lacks', async () => {
    const redis = () => Promise.resolve('of Redis');
    const memory = () => 'of memory';
    for (const isBehind of [true, false]) {
      const told = isBehind ? 'of memory' : 'of Redis';
      expect(await names.call('names.read', { kind: 'read', isBehind, redis, memory })).toBe(told);
      expect(await names.write('names.put', { isBehind, redis, memory })).toBe(told);
      expect(names.tier).toBe(isBehind ? 'memory' : 'redis');
    }
  });

  it('is told, when it answers after all, that another tier has taken over', async () => {
    let isOver: boolean | undefined;
    const told = new Promise<void>((resolve) => {
      const redis = async (deadline: CallDeadline) => {
        await until('another tier', () => record.has('name'));
        isOver = deadline.isOver;
        resolve();
      };
      void names.write('names.put', { redis, memory: () => void record.set('name', 'late'), deadlineMs: 10 });
    });
    await told;
    expect(isOver).toBe(true);
  });

  it('still asks Redis for what may be old, and refuses where no other tier could have the write', async () => {
    scene.breakers.control('write', 'force-open');
    await put('new');
    expect(await read({ mayReadStale: true })).toBe('old');
    await expect(read({ memory: undefined })).rejects.toMatchObject({ code: 'breaker_open' });
  });
});
