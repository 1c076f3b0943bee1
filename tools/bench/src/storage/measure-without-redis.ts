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

/** Nobody waits until a fault is noticed: the first seconds of an outage are measured with the rest of it. */
async function bring({ redis, ours }: StorageStage, state: State): Promise<void> {
  if (!redis.running) await redis.start();
  redis.thaw();
  const mode = async () => (await httpClient(ours).get('/health')).json.mode as string;
  await until('storage to know that Redis is there', async () => (await mode()) === 'normal', {
    timeout: 60_000,
  });
  if (state === 'Redis frozen') redis.freeze();
  if (state === 'Redis gone') await redis.kill();
}

/** What is soon done is done several times: of one attempt a busy machine makes twice or half of what it was before. */
async function attempt(trial: FileTrial): Promise<Record<FileAspect, number>> {
  const several = async (times: number, key: FileAspect) => {
    const values: number[] = [];
    while (values.length < times) values.push(await trial[key]());
    return median(values);
  };
  const [up, down] = [await trial.up(), await several(3, 'down')];
  return { up, down, firstByteMs: await several(3, 'firstByteMs'), small: await several(2, 'small') };
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
