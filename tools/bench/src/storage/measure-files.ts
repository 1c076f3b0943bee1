import { type BenchmarkContext, type Figure, type Unit } from '../benchmark';
import { perSecond } from '../auth/auth-stage';
import { median, spread, takeTurns } from '../figures/rounds';
import { type FileSubject, plainSubject, storageSubject } from './file-subject';
import { type StorageStage } from './storage-stage';

const mebibyte = 1_048_576;
const smallBytes = 4_096;
const lanes = 8;

/** The bar is about the first peer. */
const names = ['ours', 'behind the gateway', 'bare stream', 'bare stream, hashing', 'nginx'] as const;
type Name = (typeof names)[number];

interface Turn {
  readonly up: number;
  readonly down: number;
  readonly firstByteMs: number;
  readonly small: number;
}

const subjectsOf = ({ ours, gateway, bare, nginx, token }: StorageStage): Record<Name, FileSubject> => ({
  ours: storageSubject(ours, token),
  'behind the gateway': storageSubject(gateway, token),
  'bare stream': plainSubject(bare),
  'bare stream, hashing': plainSubject(bare, '/hashed'),
  nginx: plainSubject(nginx),
});

async function turn(subject: FileSubject, quick: boolean): Promise<Turn> {
  const bytes = (quick ? 16 : 256) * mebibyte;
  const { path, ms } = await subject.put(bytes);
  const waits: number[] = [];
  for (let left = quick ? 1 : 3; left > 0; left -= 1) waits.push((await subject.get(path)).ms);
  const firsts: number[] = [];
  for (let left = quick ? 1 : 3; left > 0; left -= 1) firsts.push((await subject.get(path)).firstByteMs);
  const free = Array.from({ length: lanes }, (_, lane) => lane);
  const small = await perSecond(quick ? 0.5 : 2, lanes, async () => {
    const lane = free.pop() as number;
    await subject.putSmall(lane, smallBytes);
    free.push(lane);
  });
  const rate = (took: number) => (bytes / mebibyte / took) * 1_000;
  return { up: rate(ms), down: rate(median(waits)), firstByteMs: median(firsts), small };
}

const bar = { kind: 'at-least', value: 0.8, unit: 'ratio' } as const;

function figure(turns: Record<Name, Turn[]>, what: string, unit: Unit, key: keyof Turn): Figure {
  const of = (name: Name) => turns[name].map((each) => each[key]);
  const [, , ...peers] = names;
  return {
    ...{ name: what, unit, ours: median(of('ours')), spread: spread(of('ours')) },
    peers: Object.fromEntries(peers.map((name) => [name, median(of(name))])),
    bar: key === 'up' || key === 'down' ? bar : null,
  };
}

/** What the gateway before it leaves of that. */
function behind(turns: Record<Name, Turn[]>, what: string, unit: Unit, key: keyof Turn): Figure {
  const of = (name: Name) => turns[name].map((each) => each[key]);
  const values = of('behind the gateway');
  return {
    ...{ name: `${what}, behind the gateway`, unit, ours: median(values), spread: spread(values), bar: null },
    peers: { 'storage alone': median(of('ours')) },
  };
}

/** Files brought and fetched: how fast, how soon, and how many small ones. */
export async function measureFiles(
  stage: StorageStage,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const subjects = subjectsOf(stage);
  const rounds = quick ? 1 : 5;
  const turns = await takeTurns(names, rounds, (name, round) => {
    progress(`files, ${name}, round ${round} of ${rounds}`);
    return turn(subjects[name], quick);
  });
  Object.values(subjects).forEach((subject) => subject.close());
  const figures = [
    ['MiB uploaded', '/s', 'up'],
    ['MiB downloaded', '/s', 'down'],
    ['the first byte of a large file', 'ms', 'firstByteMs'],
    ['small files uploaded', '/s', 'small'],
  ] as const;
  return figures.flatMap(([what, unit, key]) => [
    figure(turns, what, unit, key),
    behind(turns, what, unit, key),
  ]);
}
