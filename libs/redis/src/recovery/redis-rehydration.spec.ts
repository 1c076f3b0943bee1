import { KeptWrites, Reconciler, type Revocation, revocationRule } from '@secureconnect/resilience';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { RedisMergeStore, type RedisMergeStoreOptions } from './redis-merge-store';

describe('a store that is rehydrated from its record', () => {
  let redis: RedisServer;
  let gate: RedisGate;
  const { signal } = new AbortController();

  beforeAll(async () => {
    redis = await startRedis();
    gate = new RedisGate({ url: redis.url });
    await until('Redis', () => gate.open().then(() => true));
  });
  afterAll(async () => {
    gate.close();
    await redis.close();
  });

  function rehydrated(options: Partial<RedisMergeStoreOptions<Revocation>>) {
    const rule = revocationRule;
    const pending = new KeptWrites().store({ name: 'revocations', rule, isDurable: true });
    const where = { name: 'revocations', gate, prefix: 'r:', rule, pending, deadlineMs: 2_000 };
    const store = new RedisMergeStore({ ...where, ...options });
    return { store, reconciler: new Reconciler([store], { tries: 1, maxStartDelayMs: 0 }) };
  }
  const inAnHour = (): Revocation => ({ expiresAt: Date.now() + 3_600_000 });

  it('brings only what is young where that is asked', async () => {
    const asked: (number | undefined)[] = [];
    const one = rehydrated({
      record: async function* (since) {
        asked.push(since);
      },
    });
    await one.store.rehydrate({ since: 5 }, signal);
    await one.store.rehydrate({}, signal);
    expect(asked).toEqual([5, undefined]);
  });

  it('is not held up for good by a record that hangs', async () => {
    const everything = { signal, rehydrate: 'everything' } as const;
    let asked = 0;
    const ended: AbortSignal[] = [];
    const one = rehydrated({
      recordTimeoutMs: 200,
      batchSize: 1,
      record: async function* (_since, told) {
        asked += 1;
        yield { key: 'a', state: inAnHour() };
        ended.push(told);
        if (asked === 1) await new Promise(() => undefined);
        yield { key: 'b', state: inAnHour() };
      },
    });
    const outcome = await one.reconciler.run(everything);
    expect(outcome).toMatchObject({ state: 'failed', failure: { cause: { code: 'record_hangs' } } });
    expect(ended.map(({ aborted }) => aborted)).toEqual([true]);
    await until('recovery', async () => (await one.reconciler.run(everything)).state === 'complete');
    expect(await redis.command('EXISTS', 'r:a', 'r:b')).toBe(2);
  });

  it('gives a record as long as it takes where each step is in time', async () => {
    const one = rehydrated({
      recordTimeoutMs: 1_000,
      record: async function* () {
        for (let index = 0; index < 30; index += 1) {
          await sleep(50);
          yield { key: `r${index}`, state: inAnHour() };
        }
      },
    });
    await one.store.rehydrate({}, signal);
    expect(await redis.command('EXISTS', 'r:r29')).toBe(1);
  });

  it('stops between two batches when Redis is away again', async () => {
    const gone = new AbortController();
    let given = 0;
    const one = rehydrated({
      batchSize: 1,
      record: async function* () {
        for (; given < 100; given += 1) {
          if (given === 3) gone.abort(new Error('away again'));
          yield { key: `r${given}`, state: inAnHour() };
        }
      },
    });
    await expect(one.store.rehydrate({}, gone.signal)).rejects.toThrow('away again');
    expect(given).toBe(3);
  });
});
