import { Logger } from '@nestjs/common';
import { type MergeRule, type Revocation, revocationRule, valueRule } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { ruleWrites } from './merge-writes.contract';
import { RedisMergedKeys, type RedisMergedKeysOptions } from './redis-merged-keys';

describe('merged keys', () => {
  let redis: RedisServer;
  let run = 0;
  const gates: RedisGate[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
  });
  beforeEach(() => void (run += 1));
  afterEach(() => {
    redis.thaw();
    for (const gate of gates.splice(0)) gate.close();
  });
  afterAll(() => redis.close());

  const tracked = (gate: RedisGate) => (gates.push(gate), gate);
  const narrowGate = async () => {
    const gate = tracked(new RedisGate({ url: redis.url, maxReplyBytes: 64_000 }));
    await until('Redis', () => gate.open().then(() => true));
    return gate;
  };
  function keysOf<S>(rule: MergeRule<S>, options: Partial<RedisMergedKeysOptions<S>> = {}) {
    const gate = tracked(new RedisGate({ url: redis.url, commandTimeoutMs: 2_000 }));
    return new RedisMergedKeys<S>({ gate, prefix: `${run}:`, rule, deadlineMs: 2_000, ...options });
  }
  const inAnHour = (): Revocation => ({ expiresAt: Date.now() + 3_600_000 });
  const value = (at: number, expiresAt: number) => ({
    value: at as number | string,
    expiresAt,
    stamp: { at, origin: 'a' },
  });

  it('are written with the time that is left, and not at all when they have ended', async () => {
    const now = Date.now();
    const keys = keysOf(revocationRule, { now: () => now + 50_000 });
    await keys.merge([
      { key: 'running', state: { expiresAt: now + 60_000 } },
      { key: 'ended', state: { expiresAt: now + 40_000 } },
    ]);
    const left = Number(await redis.command('PTTL', `${run}:running`));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(10_000);
    expect(await keys.read('ended')).toBeUndefined();
  });

  it('are deleted when they have ended by the merge', async () => {
    const keys = keysOf(valueRule);
    await keys.merge([{ key: 'k', state: value(1, Date.now() + 60_000) }]);
    await keys.merge([{ key: 'k', state: value(2, Date.now() - 1) }]);
    expect(await redis.command('EXISTS', `${run}:k`)).toBe(0);
  });

  it('have no more time for a call that waits than that call has', async () => {
    const keys = keysOf(revocationRule, { deadlineMs: 60_000 });
    await keys.merge([{ key: 'warm', state: inAnHour() }]);
    redis.freeze();
    const merge = keys.merge([{ key: 'k', state: inAnHour() }], { deadline: { leftMs: 40 } });
    await expect(merge).rejects.toThrow('within 40 ms');
    redis.thaw();
    expect(await redis.command('EXISTS', `${run}:k`)).toBe(0);
  });

  it.each([
    ['what cannot be parsed', 'not a state'],
    ['null', 'null'],
    ['a number', '7'],
    ['an object of something else', '{"colour":"red"}'],
    ['an end beyond all ends', '{"expiresAt":1e300}'],
  ])('are overwritten where the text is %s, rather than never recovered', async (_what, text) => {
    await redis.command('SET', `${run}:k`, text);
    const keys = keysOf(revocationRule);
    const state = inAnHour();
    expect(await keys.read('k')).toBeUndefined();
    await keys.merge([{ key: 'k', state }]);
    expect(await keys.read('k')).toEqual(state);
    expect(keys.replaced).toBe(1);
  });

  it('of another type are replaced, counted, and named once a run and not in full', async () => {
    const lines: string[] = [];
    const write = (line: unknown) => void lines.push(String(line));
    Logger.overrideLogger({ log: write, warn: write, error: write });
    const names = ['held', 'ended', 'other', 'a-token-that-nobody-may-see'];
    for (const name of names) await redis.command('LPUSH', `${run}:${name}`, '1');
    const keys = keysOf(revocationRule);
    const state = inAnHour();
    const { signal } = new AbortController();
    await keys.merge([{ key: 'a-token-that-nobody-may-see', state }], { signal });
    await keys.merge(
      [
        { key: 'held', state },
        { key: 'ended', state: { expiresAt: Date.now() - 1 } },
        { key: 'new', state },
      ],
      { signal },
    );
    for (const key of ['held', 'new']) expect(await keys.read(key)).toEqual(state);
    expect(await keys.read('ended')).toBeUndefined();
    expect(keys.replaced).toBe(3);
    expect(lines).toEqual([expect.stringContaining(`${run}:a-token-… held another type`)]);
    await keys.merge([{ key: 'other', state }], { signal: new AbortController().signal });
    expect(lines).toHaveLength(2);
    Logger.overrideLogger(false);
  });

  it('are sent a MiB at a time, so that no round trip is too long for its deadline', async () => {
    const keys = keysOf(valueRule);
    const large = (at: number) => ({ ...value(at, Date.now() + 60_000), value: 'x'.repeat(300_000) });
    await keys.merge([{ key: 'warm', state: large(1) }]);
    await redis.command('CONFIG', 'RESETSTAT');
    await keys.merge(Array.from({ length: 10 }, (_, index) => ({ key: `k${index}`, state: large(index) })));
    const stats = String(await redis.command('INFO', 'commandstats'));
    expect(Number(/cmdstat_evalsha:calls=(\d+),.*?failed_calls=0/.exec(stats)?.[1] ?? stats)).toBe(3);
  });

  it('are merged in halves where the reply would be too large for all of them', async () => {
    const [large, end] = ['x'.repeat(20_000), Date.now() + 60_000];
    const names = Array.from({ length: 12 }, (_, index) => `k${index}`);
    const states = names.map((key) => ({ key, state: { ...value(2, end), value: large } }));
    await keysOf(valueRule).merge(states);
    const small = names.map((key) => ({ key, state: value(1, end) }));
    const keys = keysOf(valueRule, { gate: await narrowGate(), deadlineMs: 500 });
    expect(await keys.merge(small)).toEqual(states);
  });

  it('name the one of them that cannot be merged, by the beginning of its key', async () => {
    const [end, key] = [Date.now() + 60_000, 'a-token-that-nobody-may-see'];
    await keysOf(valueRule).merge([{ key, state: { ...value(2, end), value: 'x'.repeat(99_000) } }]);
    const keys = keysOf(valueRule, { gate: await narrowGate(), deadlineMs: 500 });
    const merge = keys.merge(['a', 'b', key].map((name) => ({ key: name, state: value(1, end) })));
    await expect(merge).rejects.toThrow(`${run}:a-token-…: The reply of Redis is larger than 64000 bytes`);
  });

  it('hold every write of forty who merge one key at once', async () => {
    const [rule, [attempt]] = ruleWrites[2] as (typeof ruleWrites)[number];
    const now = Date.now();
    const merges = Array.from({ length: 40 }, (_, id) => {
      const state = attempt?.(undefined as never, { id, origin: `o${id}`, now });
      return keysOf(rule).merge([{ key: 'k', state }]);
    });
    await Promise.all(merges);
    expect(((await keysOf(rule).read('k')) as Map<string, unknown>).size).toBe(40);
  });
});
