import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient, until } from '@secureconnect/testing';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { type Surroundings } from '../surroundings/surroundings';
import { storageSubject } from './file-subject';
import { type FileAspect, fileAspects, FileTrial } from './file-trial';
import { startStorages, type StorageOfState } from './storages-of-states';

/** All are compared with the first. */
const states = ['Redis up', 'Redis frozen', 'Redis gone'] as const;
type State = (typeof states)[number];

/** As fast as with Redis, whatever has become of it; of a time less is better. */
const barOf = (key: FileAspect) =>
  key === 'firstByteMs'
    ? ({ kind: 'at-most', value: 1.1, unit: 'ratio' } as const)
    : ({ kind: 'at-least', value: 0.9, unit: 'ratio' } as const);

/** Each takes less than a second, and what else runs here makes more of a difference than what is measured. */
const rounds = { up: 8, down: 96, firstByteMs: 24, small: 16 } as const;
/** For the disk to be done with what was brought before. */
const settlingMs = 5_000;
const quickRounds = 3;

/** Nobody waits until a fault is noticed: the first seconds of an outage are measured with the rest of it. */
async function bring({ url, redis }: StorageOfState, state: State): Promise<void> {
  const mode = async () => (await httpClient(url).get('/health')).json.mode as string;
  await until('storage to know that Redis is there', async () => (await mode()) === 'normal');
  if (state === 'Redis frozen') redis.freeze();
  if (state === 'Redis gone') await redis.kill();
}

async function measureTrials(
  trials: Readonly<Record<State, FileTrial>>,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [what, unit, key] of fileAspects) {
    const most = quick ? quickRounds : rounds[key];
    if (!quick) await sleep(settlingMs);
    const values = await takeTurns(states, most, (state, round) => {
      progress(`${what}, ${state}, round ${round} of ${most}`);
      return trials[state][key]();
    });
    const [up, ...faults] = states;
    for (const state of faults)
      figures.push({
        ...{ name: `${what}, ${state}`, unit, ours: median(values[state]), spread: spread(values[state]) },
        ...{ peers: { [up]: median(values[up]) }, bar: barOf(key) },
      });
  }
  return figures;
}

/** The same files with Redis up, frozen and gone. */
export async function measureWithoutRedis(
  around: Surroundings,
  context: BenchmarkContext,
): Promise<Figure[]> {
  context.progress('starting a storage for each state of Redis');
  const storages = await startStorages(around, states);
  try {
    const trialOf = ({ url, token }: StorageOfState) =>
      new FileTrial(storageSubject(url, token), context.quick);
    const each = states.map((state) => [state, trialOf(storages.of[state])] as const);
    const trials = Object.fromEntries(each) as Record<State, FileTrial>;
    for (const state of states) {
      context.progress(`files, ${state}, warming up`);
      await trials[state].warmUp();
    }
    for (const state of states) await bring(storages.of[state], state);
    const figures = await measureTrials(trials, context);
    for (const state of states) trials[state].close();
    return figures;
  } finally {
    await storages.close();
  }
}
