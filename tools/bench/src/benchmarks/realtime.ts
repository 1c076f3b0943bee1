import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, startRedis } from '@secureconnect/testing';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, quantile, spread, takeTurns } from '../figures/rounds';
import { cpuTimeMs } from '../load/cpu-time';
import { RoomPair } from '../realtime/room-pair';

const listeners = 100;
const underWay = 20;
const subjects = ['ours', 'bare', 'away'] as const;

type Subject = (typeof subjects)[number];
type Pairs = Readonly<Record<Subject, RoomPair>>;

interface Turn {
  readonly rate: number;
  /** CPU time of both processes for a thousand deliveries. */
  readonly cpuMs: number;
  readonly p50: number;
  readonly p99: number;
}

const cpuOf = ({ nodes }: RoomPair): number => nodes.reduce((sum, { pid }) => sum + cpuTimeMs(pid), 0);

async function turn(pair: RoomPair, quick: boolean): Promise<Turn> {
  const seconds = quick ? 1 : 4;
  const before = cpuOf(pair);
  const rate = await pair.perSecond(seconds, underWay);
  const cpuMs = ((cpuOf(pair) - before) / (rate * seconds)) * 1_000;
  const waits: number[] = [];
  for (let left = quick ? 20 : 200; left > 0; left -= 1) {
    const since = performance.now();
    await pair.say(1);
    waits.push(performance.now() - since);
    await sleep(5);
  }
  return { rate, cpuMs, p50: median(waits), p99: quantile(waits, 0.99) };
}

/** Ours with Redis there, Socket.IO's own, and ours without Redis. */
async function startPairs(ends: (() => Promise<unknown>)[]): Promise<Pairs> {
  const [postgres, redis, gone] = await Promise.all([startPostgres(), startRedis(), startRedis()]);
  ends.push(() => Promise.all([postgres.close(), redis.close(), gone.close()]));
  const at = async (program: string, env: NodeJS.ProcessEnv): Promise<RoomPair> => {
    const pair = await RoomPair.start(program, env, listeners);
    ends.unshift(() => pair.close());
    return pair;
  };
  const of = async (name: string, url: string) => ({
    DATABASE_URL: await postgres.createDatabase(name),
    REDIS_URL: url,
  });
  const ours = await at('our-room-program.ts', {
    ...(await of('ours', redis.url)),
    MIGRATE_ON_START: 'true',
  });
  const bare = await at('bare-room-program.ts', { REDIS_URL: redis.url });
  const away = await at('our-room-program.ts', { ...(await of('away', gone.url)), MIGRATE_ON_START: 'true' });
  await gone.kill();
  // The nodes hear of each other in their pulses; then each way is tried once.
  await sleep(3_000);
  for (const pair of [ours, bare, away]) await pair.say(1);
  return { ours, bare, away };
}

function figuresOf(turns: Readonly<Record<Subject, Turn[]>>): Figure[] {
  const figure = (
    name: string,
    unit: Figure['unit'],
    of: (turn: Turn) => number,
    bar: Figure['bar'] = null,
  ): Figure => {
    const values = (subject: Subject) => turns[subject].map(of);
    const peers = { 'Redis adapter': median(values('bare')), 'ours by PostgreSQL': median(values('away')) };
    return { name, unit, bar, ours: median(values('ours')), spread: spread(values('ours')), peers };
  };
  return [
    figure('deliveries', '/s', ({ rate }) => rate, { kind: 'at-least', value: 0.9, unit: 'ratio' }),
    figure('CPU of both for 1,000 deliveries', 'ms', ({ cpuMs }) => cpuMs),
    figure('to the last of the room, p50', 'ms', ({ p50 }) => p50),
    figure('to the last of the room, p99', 'ms', ({ p99 }) => p99),
  ];
}

async function run({ quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    progress('starting two processes of each');
    const pairs = await startPairs(ends);
    for (const subject of subjects) await pairs[subject].perSecond(quick ? 0.5 : 3, underWay); // warms up
    const rounds = quick ? 1 : 7;
    const turns = await takeTurns(subjects, rounds, (subject, round) => {
      progress(`${subject}, round ${round} of ${rounds}`);
      return turn(pairs[subject], quick);
    });
    return figuresOf(turns);
  } finally {
    for (const end of ends) await end();
  }
}

/** What is said in a room on one process reaches who listens on another. */
export const realtime: Benchmark = {
  name: 'realtime',
  what: 'one room over two processes: 100 listen at the one, somebody speaks at the other',
  peer: 'Socket.IO with @socket.io/redis-adapter, and ours with Redis away',
  run,
};
