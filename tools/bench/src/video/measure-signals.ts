import { setTimeout as sleep } from 'node:timers/promises';
import { perSecond } from '../auth/auth-stage';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median, quantile, spread, takeTurns } from '../figures/rounds';
import { type BareRelay } from './bare-relay';
import { beginCall } from './begin-call';
import { SignalPair } from './signal-pair';
import { type VideoStage } from './video-stage';

const underWay = 64;
const places = { same: [0, 0], across: [0, 1] } as const;
const names = {
  same: 'one instance',
  across: 'two instances, by Redis',
  away: 'two instances, by PostgreSQL',
};

type Place = keyof typeof names;
type Pairs = readonly SignalPair[];

interface Turn {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

/** As many calls of two; a person may say 50 times a second, and 500 at once, so there are many. */
async function ours(stage: VideoStage, at: readonly [number, number], count: number): Promise<Pairs> {
  const pairs: SignalPair[] = [];
  for (let left = count; left > 0; left -= 1) {
    const couple = await stage.couple(at);
    const call_id = await beginCall(stage, couple);
    const [one, other] = couple.both;
    pairs.push(new SignalPair(one.socket, other.socket, { call_id, to: other.id }));
  }
  return pairs;
}

async function bare(relay: BareRelay, at: readonly [number, number], count: number): Promise<Pairs> {
  const pairs: SignalPair[] = [];
  for (let left = count; left > 0; left -= 1) pairs.push(await relay.pair(at));
  return pairs;
}

async function turn(pairs: Pairs, quick: boolean): Promise<Turn> {
  let at = 0;
  const next = () => (pairs[(at += 1) % pairs.length] as SignalPair).say();
  const rate = await perSecond(quick ? 0.5 : 2, underWay, next);
  const waits: number[] = [];
  for (let left = quick ? 40 : 400; left > 0; left -= 1) {
    const since = performance.now();
    await next();
    waits.push(performance.now() - since);
    await sleep(2);
  }
  // Who said much may say as much again after ten seconds at most.
  if (!quick) await sleep(10_000);
  return { rate, p50: median(waits), p99: quantile(waits, 0.99) };
}

function figuresOf(place: Place, turns: readonly Turn[], theirs: readonly Turn[]): Figure[] {
  const figure = (name: string, unit: Figure['unit'], of: (turn: Turn) => number): Figure => {
    const values = turns.map(of);
    const peers = { 'bare Socket.IO': median(theirs.map(of)) };
    return { name: `${name}, ${names[place]}`, unit, ours: median(values), spread: spread(values), peers };
  };
  return [
    figure('signals', '/s', ({ rate }) => rate),
    figure('a signal, p50', 'ms', ({ p50 }) => p50),
    figure('a signal, p99', 'ms', ({ p99 }) => p99),
  ];
}

/** Signals passed on a second, and how long one is on its way: at one instance, and from one to another; without Redis last. */
export async function measureSignals(stage: VideoStage, relay: BareRelay, context: BenchmarkContext) {
  const { quick, progress } = context;
  const [count, rounds] = quick ? [10, 1] : [100, 5];
  progress(`${count} calls at one instance, and over two`);
  const pairs = {
    same: await ours(stage, places.same, count),
    across: await ours(stage, places.across, count),
    'bare same': await bare(relay, places.same, count),
    'bare across': await bare(relay, places.across, count),
  };
  const subjects = ['same', 'bare same', 'across', 'bare across'] as const;
  const turns = await takeTurns(subjects, rounds, (subject, round) => {
    progress(`signals, ${subject}, round ${round} of ${rounds}`);
    return turn(pairs[subject], quick);
  });
  const bareAcross = turns['bare across'];
  const figures = [
    ...figuresOf('same', turns.same, turns['bare same']),
    ...figuresOf('across', turns.across, bareAcross),
  ];
  progress('signals without Redis');
  await stage.loseRedis();
  const away = await takeTurns(['away'], rounds, () => turn(pairs.across, quick));
  return [...figures, ...figuresOf('away', away.away, bareAcross)];
}
