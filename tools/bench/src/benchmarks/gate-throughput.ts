import { defineScript, RedisGate, toNumber } from '@secureconnect/redis';
import { type RedisServer, startRedis } from '@secureconnect/testing';
import { createHash } from 'node:crypto';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { bareIoredis } from '../peers/bare-ioredis';

/** One call, made again and again. */
type Call = () => Promise<unknown>;

interface Subjects {
  readonly gate: Readonly<Record<Command, Call>>;
  readonly ioredis: Readonly<Record<Command, Call>>;
}

const commands = ['GET', 'EVALSHA'] as const;
type Command = (typeof commands)[number];
const widths = [64, 1] as const;

/** Of the sort a limiter runs; the gate puts its fence around it. */
const lua = (key: string, by: string) => `return redis.call('INCRBY', ${key}, ${by})`;
const counting = defineScript({
  name: 'bench.count',
  keys: ['key'],
  args: ['by'],
  lua: lua('key', 'by'),
  reply: toNumber,
});

/** Calls a second, of so many who each wait for their answer before they ask again. */
async function callsPerSecond(call: Call, width: number, ms: number): Promise<number> {
  let count = 0;
  const since = performance.now();
  const ask = async () => {
    for (; performance.now() - since < ms; count++) await call();
  };
  await Promise.all(Array.from({ length: width }, ask));
  return (count * 1_000) / (performance.now() - since);
}

async function withSubjects<T>(redis: RedisServer, use: (subjects: Subjects) => Promise<T>): Promise<T> {
  // A busy machine may be late; what is measured is the cost of a call, and a miss would cost a connection.
  const gate = new RedisGate({ url: redis.url, commandTimeoutMs: 2_000 });
  const client = bareIoredis(redis.url);
  const script = lua('KEYS[1]', 'ARGV[1]');
  const sha = createHash('sha1').update(script).digest('hex');
  await client.script('LOAD', script);
  await client.set('value', 'x'.repeat(300));
  try {
    return await use({
      gate: {
        GET: () => gate.read('bench.get', (reader) => reader.get('value')),
        EVALSHA: () => gate.run(counting, { key: 'count' }, { by: 1 }),
      },
      ioredis: { GET: () => client.get('value'), EVALSHA: () => client.evalsha(sha, 1, 'count', 1) },
    });
  } finally {
    gate.close();
    client.disconnect();
  }
}

async function measure(subjects: Subjects, { quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  // Short and many: one at a time, a call takes twice as long once the system has put both processes on one core.
  const [rounds, ms, warmUpMs] = quick ? [1, 100, 50] : [31, 200, 500];
  for (const width of widths)
    for (const command of commands) {
      const names = ['gate', 'ioredis'] as const;
      for (const name of names) await callsPerSecond(subjects[name][command], width, warmUpMs);
      const turns = await takeTurns(names, rounds, (name, round) => {
        progress(`round ${round} of ${rounds}: ${command}, ${width} at once, ${name}`);
        return callsPerSecond(subjects[name][command], width, ms);
      });
      figures.push({
        name: `${command}, ${width} at once`,
        unit: '/s',
        ours: median(turns.gate),
        spread: spread(turns.gate),
        peers: { ioredis: median(turns.ioredis) },
      });
    }
  return figures;
}

async function run(context: BenchmarkContext): Promise<Figure[]> {
  context.progress('starting Redis');
  const redis = await startRedis();
  try {
    return await withSubjects(redis, (subjects) => measure(subjects, context));
  } finally {
    await redis.close();
  }
}

/** What deadline, fence and outcome of every operation cost. */
export const gateThroughput: Benchmark = {
  name: 'gate-throughput',
  what: 'reads and scripts through the gate: deadline, fence, outcome, 300-byte value',
  peer: 'the same GET and EVALSHA on a bare ioredis',
  bar: { kind: 'at-least', value: 0.9, unit: 'ratio' },
  run,
};
