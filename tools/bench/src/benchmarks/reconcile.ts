import { type KeyedState, RedisGate, RedisMergeStore } from '@secureconnect/redis';
import { KeptWrites, Reconciler, type Revocation, revocationRule } from '@secureconnect/resilience';
import { type RedisServer, startRedis } from '@secureconnect/testing';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BenchError } from '../bench.error';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { bareIoredis } from '../peers/bare-ioredis';

const prefix = 'revocations:';
const hourMs = 3_600_000;
const subjects = ['reconcile', 'rehydrate', 'pipelines of 100', 'pipelines of 1,000'] as const;
type Subject = (typeof subjects)[number];

interface Turn {
  readonly ms: number;
  /** Of the event loop, meanwhile. */
  readonly p99Ms: number;
}

/** Who does it, made ready beforehand, so that only the doing is measured. */
type Prepared = () => Promise<unknown>;

function prepareOurs(gate: RedisGate, states: readonly KeyedState<Revocation>[]) {
  const kept = new KeptWrites({ maxEntries: states.length, maxBytes: Infinity });
  const pending = kept.store({ name: 'revocations', rule: revocationRule, isDurable: true });
  const record = async function* () {
    yield* states;
  };
  const store = new RedisMergeStore({
    name: 'revocations',
    gate,
    prefix,
    rule: revocationRule,
    pending,
    record,
  });
  const { signal } = new AbortController();
  const reconcile = (): Prepared => {
    for (const { key, state } of states) pending.keep(key, state);
    const reconciler = new Reconciler([store], { maxStartDelayMs: 0 });
    return async () => {
      const { failure } = await reconciler.run({ signal });
      if (failure !== undefined) throw failure;
    };
  };
  const rehydrate = (): Prepared => () => store.rehydrate({}, signal);
  return { reconcile, rehydrate };
}

function prepareRaw(
  client: ReturnType<typeof bareIoredis>,
  states: readonly KeyedState<Revocation>[],
  size: number,
) {
  const pairs = states.map(({ key, state }) => [prefix + key, JSON.stringify(state)] as const);
  return (): Prepared => async () => {
    for (let from = 0; from < pairs.length; from += size) {
      const pipeline = client.pipeline();
      for (const [key, value] of pairs.slice(from, from + size)) pipeline.set(key, value, 'PX', hourMs);
      await pipeline.exec();
    }
  };
}

async function turn(redis: RedisServer, count: number, work: Prepared): Promise<Turn> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const since = performance.now();
  await work();
  const ms = performance.now() - since;
  delay.disable();
  const held = Number(await redis.command('DBSIZE'));
  if (held !== count) throw new BenchError(`${held} of ${count} entries are in Redis`);
  await redis.flush();
  return { ms, p99Ms: delay.percentile(99) / 1e6 };
}

async function measure(
  redis: RedisServer,
  { quick, progress }: BenchmarkContext,
): Promise<Record<Subject, Turn[]>> {
  const [rounds, count] = quick ? [1, 2_000] : [7, 100_000];
  const until = Date.now() + hourMs;
  const states = Array.from({ length: count }, (_, index) => ({
    key: `token-${String(index).padStart(32, '0')}`,
    state: { expiresAt: until + index },
  }));
  const gate = new RedisGate({ url: redis.url, commandTimeoutMs: 2_000 });
  const client = bareIoredis(redis.url);
  const { reconcile, rehydrate } = prepareOurs(gate, states);
  const prepare: Record<Subject, () => Prepared> = {
    reconcile,
    rehydrate,
    'pipelines of 100': prepareRaw(client, states, 100),
    'pipelines of 1,000': prepareRaw(client, states, 1_000),
  };
  try {
    for (const subject of subjects) await turn(redis, count, prepare[subject]());
    return await takeTurns(subjects, rounds, (subject, round) => {
      progress(`round ${round} of ${rounds}: ${subject}`);
      return turn(redis, count, prepare[subject]());
    }).then((turns) => inSeconds(turns, count));
  } finally {
    gate.close();
    client.disconnect();
  }
}

/** The time that 100,000 would take, whatever their number was. */
const inSeconds = (turns: Record<Subject, Turn[]>, count: number): Record<Subject, Turn[]> =>
  Object.fromEntries(
    subjects.map((subject) => [
      subject,
      turns[subject].map(({ ms, p99Ms }) => ({ ms: (ms * 100_000) / count, p99Ms })),
    ]),
  ) as Record<Subject, Turn[]>;

const rate = (turns: readonly Turn[]): number[] => turns.map(({ ms }) => 1e8 / ms);

function figuresOf(turns: Record<Subject, Turn[]>): Figure[] {
  const peers = Object.fromEntries(
    subjects.slice(2).map((subject) => [subject, median(rate(turns[subject]))]),
  );
  const seconds = turns.rehydrate.map(({ ms }) => ms / 1_000);
  const delays = turns.reconcile.map(({ p99Ms }) => p99Ms);
  return [
    {
      name: 'entries reconciled',
      unit: '/s',
      ours: median(rate(turns.reconcile)),
      spread: spread(rate(turns.reconcile)),
      peers,
      bar: { kind: 'at-least', value: 0.7, unit: 'ratio' },
    },
    {
      name: 'event loop p99 meanwhile',
      unit: 'ms',
      ours: median(delays),
      spread: spread(delays),
      peers: Object.fromEntries(
        subjects.slice(2).map((subject) => [subject, median(turns[subject].map(({ p99Ms }) => p99Ms))]),
      ),
      bar: { kind: 'at-most', value: 25, unit: 'ms' },
    },
    {
      name: '100,000 revocations rehydrated',
      unit: 's',
      ours: median(seconds),
      spread: spread(seconds),
      bar: { kind: 'at-most', value: 5, unit: 's' },
    },
  ];
}

async function run(context: BenchmarkContext): Promise<Figure[]> {
  context.progress('starting Redis');
  const redis = await startRedis();
  try {
    return figuresOf(await measure(redis, context));
  } finally {
    await redis.close();
  }
}

/** What bringing Redis up to date takes. */
export const reconcile: Benchmark = {
  name: 'reconcile',
  what: '100,000 revocations kept in an outage, merged into Redis by hundreds, and from a record',
  peer: 'SET with PX of the same texts on a bare ioredis, in pipelines one after another',
  run,
};
