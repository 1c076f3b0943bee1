import { availableParallelism } from 'node:os';
import { startRedis, until } from '@secureconnect/testing';
import { argonAlone, type AuthStage, perSecond, startAuthStage } from '../auth/auth-stage';
import { type Bar, type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, quantile, spread, takeTurns } from '../figures/rounds';

const flood = 20;
const readers = 8;
const atLeast = (value: number): Bar => ({ kind: 'at-least', value, unit: 'ratio' });

interface Plan {
  readonly stage: AuthStage;
  readonly rounds: number;
  readonly seconds: number;
}

const figure = (
  name: string,
  unit: Figure['unit'],
  bar: Bar,
  ours: number[],
  peers: Readonly<Record<string, number[]>>,
): Figure => ({
  ...{ name, unit, bar, ours: median(ours), spread: spread(ours) },
  peers: Object.fromEntries(Object.entries(peers).map(([peer, values]) => [peer, median(values)])),
});

async function measureLogins({ stage, rounds, seconds }: Plan): Promise<Figure> {
  const work = {
    ours: () => perSecond(seconds, flood, () => stage.ours.login()),
    argon2: () => perSecond(seconds, availableParallelism(), argonAlone),
    bare: () => perSecond(seconds, flood, () => stage.bare.login()),
  };
  const turns = await takeTurns(['ours', 'argon2', 'bare'], rounds, (name) => work[name]());
  const peers = { 'argon2 alone': turns.argon2, 'bare login': turns.bare };
  return figure('logins', '/s', atLeast(0.9), turns.ours, peers);
}

/** The waits of somebody who reads one profile after the other. */
async function waits(stage: AuthStage, token: string, seconds: number): Promise<number> {
  const all: number[] = [];
  await perSecond(seconds, 1, async () => all.push(await stage.ours.readProfile(token)));
  return quantile(all, 0.99);
}

async function measureReads({ stage, rounds, seconds }: Plan): Promise<Figure> {
  const token = await stage.ours.login();
  const { flooded, idle } = await takeTurns(['flooded', 'idle'], rounds, async (name) => {
    const logins = name === 'flooded' ? perSecond(seconds, flood, () => stage.ours.login()) : undefined;
    const p99 = await waits(stage, token, seconds);
    await logins;
    return p99;
  });
  const bar: Bar = { kind: 'at-most', value: 2, unit: 'ratio' };
  return figure('profile read during a flood of logins, p99', 'ms', bar, flooded, { idle });
}

/** Each round in both modes, so that what drifts drifts for both. */
async function measureOutage(plan: Plan, turn: (isRedisUp: boolean) => Promise<unknown>): Promise<Figure[]> {
  const { stage, rounds, seconds } = plan;
  const token = await stage.ours.login();
  const measured = await takeTurns(['away', 'up'], rounds, async (name) => {
    await turn(name === 'up');
    const reads = await perSecond(seconds, readers, () => stage.ours.readProfile(token));
    return { reads, logins: await perSecond(seconds, flood, () => stage.ours.login()) };
  });
  await turn(true);
  return (['reads', 'logins'] as const).map((what) => {
    const of = (name: 'away' | 'up') => measured[name].map((round) => round[what]);
    const name = what === 'reads' ? 'profiles read, Redis away' : 'logins, Redis away';
    return figure(name, '/s', atLeast(0.95), of('away'), { 'Redis up': of('up') });
  });
}

async function run({ quick, progress, surroundings }: BenchmarkContext): Promise<Figure[]> {
  const redis = await startRedis();
  progress('accounts log in for the first time');
  const stage = await startAuthStage(await surroundings(), redis.url, quick ? 40 : 1_000);
  const plan = { stage, rounds: quick ? 1 : 3, seconds: quick ? 1 : 5 };
  const turn = async (isRedisUp: boolean) => {
    await (isRedisUp ? redis.start() : redis.kill());
    const mode = isRedisUp ? 'normal' : 'degraded';
    await until(`${mode} mode`, async () => (await stage.ours.mode()) === mode, { timeout: 60_000 });
  };
  try {
    progress('logins beside argon2 alone');
    const logins = await measureLogins(plan);
    progress('reading profiles during a flood of logins');
    const reads = await measureReads(plan);
    progress('with Redis up and away');
    return [logins, reads, ...(await measureOutage(plan, turn))];
  } finally {
    await stage.close();
    await redis.close();
  }
}

/** What logins cost, what they cost others, and what of it changes without Redis. */
export const auth: Benchmark = {
  name: 'auth',
  what: 'logins a second, a profile read during a flood of them, and both without Redis',
  peer: 'argon2 alone, the barest login, the same read while idle, and the same with Redis',
  run,
};
