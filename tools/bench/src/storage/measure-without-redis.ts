import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient, until } from '@secureconnect/testing';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { storageSubject } from './file-subject';
import { type FileAspect, fileAspects, FileTrial } from './file-trial';
import { type StorageStage } from './storage-stage';

/** All are compared with the first. */
const states = ['Redis up', 'Redis frozen', 'Redis gone'] as const;
type State = (typeof states)[number];

/** As fast as with Redis, whatever has become of it; of a time less is better. */
const barOf = (key: FileAspect) =>
  key === 'firstByteMs'
    ? ({ kind: 'at-most', value: 1.1, unit: 'ratio' } as const)
    : ({ kind: 'at-least', value: 0.9, unit: 'ratio' } as const);

/** For the disk to be done with what was written before, however long the way to this state was. */
const settlingMs = 3_000;

/** Nobody waits until a fault is noticed: the first seconds of an outage are measured with the rest of it. */
async function bring({ redis, ours }: StorageStage, state: State): Promise<void> {
  if (!redis.running) await redis.start();
  redis.thaw();
  const mode = async () => (await httpClient(ours).get('/health')).json.mode as string;
  await until('storage to know that Redis is there', async () => (await mode()) === 'normal', {
    timeout: 60_000,
  });
  await sleep(settlingMs);
  if (state === 'Redis frozen') redis.freeze();
  if (state === 'Redis gone') await redis.kill();
}

/**
 * The best of several: the disk and what else runs here make half of what it was a moment before, while a request that
 * waited for Redis would wait at its best too.
 */
async function attempt(trial: FileTrial): Promise<Record<FileAspect, number>> {
  const best = async (times: number, key: FileAspect) => {
    const values: number[] = [];
    while (values.length < times) values.push(await trial[key]());
    return key === 'firstByteMs' ? Math.min(...values) : Math.max(...values);
  };
  const [up, down] = [await best(2, 'up'), await best(5, 'down')];
  return { up, down, firstByteMs: await best(3, 'firstByteMs'), small: await best(3, 'small') };
}

/** The same files with Redis up, frozen and gone. */
export async function measureWithoutRedis(
  stage: StorageStage,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const trial = new FileTrial(storageSubject(stage.ours, stage.token), quick);
  await trial.warmUp();
  // An even number, so that each state comes as often before another as after it.
  const rounds = quick ? 2 : 6;
  const turns = await takeTurns(states, rounds, async (state, round) => {
    progress(`files, ${state}, round ${round} of ${rounds}`);
    await bring(stage, state);
    return attempt(trial);
  });
  trial.close();
  const [up, ...faults] = states;
  return fileAspects.flatMap(([what, unit, key]) =>
    faults.map((state) => {
      const of = (name: State) => turns[name].map((each) => each[key]);
      const values = of(state);
      return {
        ...{ name: `${what}, ${state}`, unit, ours: median(values), spread: spread(values) },
        ...{ peers: { [up]: median(of(up)) }, bar: barOf(key) },
      };
    }),
  );
}
