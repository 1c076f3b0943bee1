import { type BenchmarkContext, type Figure, type Unit } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { type FileSubject, plainSubject, storageSubject } from './file-subject';
import { fileAspects, type FileTurn, fileTurn } from './file-turn';
import { type StorageStage } from './storage-stage';

/** The bar is about the first peer. */
const names = ['ours', 'behind the gateway', 'bare stream', 'bare stream, hashing', 'nginx'] as const;
type Name = (typeof names)[number];
type Turns = Record<Name, FileTurn[]>;

const subjectsOf = ({ ours, gateway, bare, nginx, token }: StorageStage): Record<Name, FileSubject> => ({
  ours: storageSubject(ours, token),
  'behind the gateway': storageSubject(gateway, token),
  'bare stream': plainSubject(bare),
  'bare stream, hashing': plainSubject(bare, '/hashed'),
  nginx: plainSubject(nginx),
});

const bar = { kind: 'at-least', value: 0.8, unit: 'ratio' } as const;

function figure(turns: Turns, what: string, unit: Unit, key: keyof FileTurn): Figure {
  const of = (name: Name) => turns[name].map((each) => each[key]);
  const [, , ...peers] = names;
  return {
    ...{ name: what, unit, ours: median(of('ours')), spread: spread(of('ours')) },
    peers: Object.fromEntries(peers.map((name) => [name, median(of(name))])),
    bar: key === 'up' || key === 'down' ? bar : null,
  };
}

/** What the gateway before it leaves of that. */
function behind(turns: Turns, what: string, unit: Unit, key: keyof FileTurn): Figure {
  const of = (name: Name) => turns[name].map((each) => each[key]);
  const values = of('behind the gateway');
  const [, , bare] = names;
  return {
    ...{ name: `${what}, behind the gateway`, unit, ours: median(values), spread: spread(values), bar: null },
    peers: { 'storage alone': median(of('ours')), [bare]: median(of(bare)) },
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
    return fileTurn(subjects[name], quick);
  });
  Object.values(subjects).forEach((subject) => subject.close());
  return fileAspects.flatMap(([what, unit, key]) => [
    figure(turns, what, unit, key),
    behind(turns, what, unit, key),
  ]);
}
