import { Logger } from '@nestjs/common';
import {
  isRevoked,
  type KeptStore,
  KeptWrites,
  type MergeRule,
  Reconciler,
  type Rehydration,
  type Revocation,
  revocationRule,
} from '@secureconnect/resilience';
import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { ruleWrites } from './merge-writes.contract';
import { RedisMergeStore, type RedisMergeStoreOptions } from './redis-merge-store';
import { jsonCodec } from './state-codec';

describe('a store that merges into Redis', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  let run = 0;
  const gates: RedisGate[] = [];
  const { signal } = new AbortController();

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    proxy = await startFaultProxy({ target: { host: redis.host, port: redis.port } });
  });
  beforeEach(() => void (run += 1));
  afterEach(async () => {
    for (const gate of gates.splice(0)) gate.close();
    redis.thaw();
    await proxy.heal();
  });
  afterAll(async () => {
    await proxy.close();
    await redis.close();
  });

  /** One process with its own connection, kept writes and memory; all of one test share a prefix. */
  function instance<S>(rule: MergeRule<S>, options: Partial<RedisMergeStoreOptions<S>> = {}) {
    const gate = new RedisGate({ url: proxy.through(redis.url) });
    gates.push(gate);
    const pending: KeptStore<S> = new KeptWrites().store({ name: rule.name, rule, isDurable: false });
    const memory = new Map<string, S>();
    const remember = (key: string, state: S) => {
      const known = memory.get(key);
      memory.set(key, known === undefined ? state : rule.merge(known, state));
    };
    const store = new RedisMergeStore<S>({
      name: rule.name,
      gate,
      prefix: `${run}:`,
      rule,
      pending,
      absorb: remember,
      deadlineMs: 2_000,
      ...options,
    });
    const reconciler = new Reconciler([store], { batchSize: 4, tries: 1, maxStartDelayMs: 0 });
    const write = (key: string, state: S) => {
      remember(key, state);
      pending.keep(key, state);
    };
    const recover = () => reconciler.run({ signal });
    /** As health has it: again and again, once Redis answers. */
    const recovered = (rehydrate: Rehydration = 'nothing') =>
      until('recovery', async () => (await reconciler.run({ signal, rehydrate })).state === 'complete');
    return { store, pending, memory, write, reconciler, recover, recovered };
  }

  const held = async (key: string) => {
    const text = await redis.command('GET', `${run}:${key}`);
    return typeof text === 'string' ? jsonCodec.decode(text) : undefined;
  };
  const inAnHour = (index = 0): Revocation => ({ expiresAt: Date.now() + 3_600_000 + index });

  describe.each(ruleWrites.map(([rule, writes]) => [rule.name, rule, writes] as const))(
    'by the rule of a %s',
    (_name, rule, writes) => {
      it('holds the merge of everything after three instances recovered at once, three times over', async () => {
        const keys = ['x', 'y', 'z', 'v', 'w'];
        const instances = ['a', 'b', 'c'].map((origin) => ({ origin, ...instance(rule) }));
        const expected = new Map<string, unknown>();
        const now = Date.now();
        for (let round = 0, id = 1; round < 3; round += 1) {
          for (let index = 0; index < 30; index += 1, id += 1) {
            const one = instances[(id * 7 + (id >> 2)) % 3];
            const key = keys[(id * 5) % keys.length] ?? '';
            const make = writes[(id * 3 + (id >> 1)) % writes.length];
            const state = make?.(one?.memory.get(key) as never, { id, origin: one?.origin ?? '', now });
            one?.write(key, state);
            const known = expected.get(key);
            expected.set(key, known === undefined ? state : rule.merge(known, state));
          }
          await Promise.all(instances.map((each) => each.recover()));
          for (const key of keys) expect([key, await held(key)]).toEqual([key, expected.get(key)]);
        }
      });
    },
  );

  it('takes into memory what Redis knew better, and nothing else', async () => {
    const [one, other] = [instance(revocationRule), instance(revocationRule)];
    const [longer, shorter] = [inAnHour(60_000), inAnHour()];
    one.write('theirs', longer);
    await one.recover();
    other.memory.clear();
    for (const key of ['theirs', 'ours']) other.pending.keep(key, shorter);
    await other.recover();
    expect([...other.memory]).toEqual([['theirs', longer]]);
    expect(await held('theirs')).toEqual(longer);
  });

  it('goes on where memory does not take what Redis knew better', async () => {
    const one = instance(revocationRule, {
      absorb: () => {
        throw new Error('memory is full');
      },
    });
    const longer = inAnHour(60_000);
    await redis.command('SET', `${run}:a`, JSON.stringify(longer));
    for (const key of ['a', 'b']) one.pending.keep(key, inAnHour());
    await one.recovered();
    expect([await held('a'), (await held('b')) !== undefined]).toEqual([longer, true]);
  });

  it('says which store failed, by which key, and why', async () => {
    const gate = new RedisGate({ url: redis.url, maxReplyBytes: 64_000 });
    gates.push(gate);
    await until('Redis', () => gate.open().then(() => true));
    const one = instance(revocationRule, { gate, deadlineMs: 500 });
    const huge = JSON.stringify({ ...inAnHour(), note: 'x'.repeat(99_000) });
    await redis.command('SET', `${run}:a-token-that-nobody-may-see`, huge);
    for (const key of ['a', 'a-token-that-nobody-may-see', 'b']) one.pending.keep(key, inAnHour());
    const { failure } = await one.recover();
    expect((failure as Error).message).toBe(
      `revocation could not be reconciled in 1 tries: ${run}:a-token-…: The reply of Redis is larger than 64000 bytes`,
    );
  });

  it('may be repeated after it was applied and the reply was lost', async () => {
    const rule = ruleWrites[2]?.[0] as MergeRule<unknown>;
    const attempt = ruleWrites[2]?.[1][0];
    const one = instance(rule, { deadlineMs: 200 });
    await one.store.keys.read('warm');
    const state = attempt?.(undefined as never, { id: 1, origin: 'a', now: Date.now() });
    one.write('attempts', state);
    proxy.dropReplies();
    expect((await one.recover()).state).toBe('failed');
    expect(one.pending.size).toBe(1);
    await proxy.heal();
    await one.recovered();
    expect(await held('attempts')).toEqual(state);
  });

  it('loses nothing when Redis hangs again in the middle', async () => {
    const one = instance(revocationRule, { deadlineMs: 150 });
    for (let index = 0; index < 100; index += 1) one.write(`r${index}`, inAnHour(index));
    let isFirst = true;
    one.reconciler.progress$.subscribe(({ done }) => {
      if (done === 48 && isFirst) redis.freeze();
      isFirst &&= done < 48;
    });
    const outcome = await one.recover();
    expect(outcome).toMatchObject({ state: 'failed', reconciled: 48 });
    expect(one.pending.size).toBe(52);
    redis.thaw();
    await one.recovered();
    for (let index = 0; index < 100; index += 1)
      expect(isRevoked((await held(`r${index}`)) as Revocation, Date.now())).toBe(true);
  });

  it('brings everything from the record after Redis came back empty in the middle', async () => {
    const record = new Map(
      Array.from({ length: 100 }, (_, index) => [`r${index}`, inAnHour(index)] as const),
    );
    const one = instance(revocationRule, {
      deadlineMs: 150,
      batchSize: 7,
      record: async function* () {
        for (const [key, state] of record) yield { key, state };
      },
    });
    for (const [key, state] of record) one.write(key, state);
    let died: Promise<void> | undefined;
    one.reconciler.progress$.subscribe(({ done }) => done === 48 && (died ??= redis.kill()));
    expect((await one.recover()).state).toBe('failed');
    await died;
    await redis.start();
    expect(await redis.command('DBSIZE')).toBe(0);
    await one.recovered('everything');
    expect(one.pending.size).toBe(0);
    for (const [key, state] of record) expect(await held(key)).toEqual(state);
  });

  it('is refused where its kept writes may be dropped and nothing could bring them back', () => {
    const durable = { name: 'durable', rule: revocationRule, isDurable: true };
    const pending = new KeptWrites().store(durable);
    expect(() => instance(revocationRule, { pending })).toThrow(
      /name the `record`, or .* `isDurable: false`/,
    );
    expect(() => instance(revocationRule, { pending, record: async function* () {} })).not.toThrow();
  });
});
