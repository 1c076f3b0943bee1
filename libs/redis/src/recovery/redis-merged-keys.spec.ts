import { Logger } from '@nestjs/common';
import { type MergeRule, type Revocation, revocationRule, valueRule } from '@secureconnect/resilience';
import { type RedisServer, startRedis } from '@secureconnect/testing';
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

  function keysOf<S>(rule: MergeRule<S>, options: Partial<RedisMergedKeysOptions<S>> = {}) {
    const gate = new RedisGate({ url: redis.url });
    gates.push(gate);
    return new RedisMergedKeys<S>({ gate, prefix: `${run}:`, rule, deadlineMs: 2_000, ...options });
  }
  const inAnHour = (): Revocation => ({ expiresAt: Date.now() + 3_600_000 });
  const value = (at: number, expiresAt: number) => ({ value: at, expiresAt, stamp: { at, origin: 'a' } });

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
