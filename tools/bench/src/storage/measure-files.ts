import { type BenchmarkContext, type Figure, type Unit } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { plainSubject, storageSubject } from './file-subject';
import { type FileAspect, fileAspects, FileTrial } from './file-trial';
import { type StorageStage } from './storage-stage';

/** The bar is about the first peer. */
const names = ['ours', 'behind the gateway', 'bare stream', 'bare stream, hashing', 'nginx'] as const;
type Name = (typeof names)[number];
type Values = Record<Name, number[]>;

function trialsOf({ ours, gateway, bare, nginx, token }: StorageStage, quick: boolean) {
  const subjects = {
    ours: storageSubject(ours, token),
    'behind the gateway': storageSubject(gateway, token),
    'bare stream': plainSubject(bare),
    'bare stream, hashing': plainSubject(bare, '/hashed'),
    nginx: plainSubject(nginx),
  };
  const trials = names.map((name) => [name, new FileTrial(subjects[name], quick)] as const);
  return Object.fromEntries(trials) as Record<Name, FileTrial>;
}

const bar = { kind: 'at-least', value: 0.8, unit: 'ratio' } as const;

function figure(values: Values, name: string, unit: Unit, key: FileAspect): Figure {
  const [, , ...peers] = names;
  return {
    ...{ name, unit, ours: median(values.ours), spread: spread(values.ours) },
    peers: Object.fromEntries(peers.map((peer) => [peer, median(values[peer])])),
    bar: key === 'up' || key === 'down' ? bar : null,
  };
}

/** What the gateway before it leaves of that. */
function behind(values: Values, what: string, unit: Unit): Figure {
  const [, ours, bare] = names;
  return {
    ...{
      name: `${what}, behind the gateway`,
      unit,
      ours: median(values[ours]),
      spread: spread(values[ours]),
    },
    ...{ peers: { 'storage alone': median(values.ours), [bare]: median(values[bare]) }, bar: null },
  };
}

/** Uploads fill the disk, so that there are fewer of them; downloads are short, and there are more. */
const rounds = { up: 4, down: 12, firstByteMs: 6, small: 6 } as const;
const quickRounds = 3;

/**
 * Files brought and fetched: how fast, how soon, and how many small ones. All take turns at one thing after the other:
 * whoever fetched right after its own upload would share the disk with what that left to be done.
 */
export async function measureFiles(
  stage: StorageStage,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const trials = trialsOf(stage, quick);
  for (const name of names) {
    progress(`files, ${name}, warming up`);
    await trials[name].warmUp();
  }
  const figures: Figure[] = [];
  for (const [what, unit, key] of fileAspects) {
    const most = quick ? quickRounds : rounds[key];
    const values = await takeTurns(names, most, (name, round) => {
      progress(`${what}, ${name}, round ${round} of ${most}`);
      return trials[name][key]();
    });
    figures.push(figure(values, what, unit, key), behind(values, what, unit));
  }
  Object.values(trials).forEach((trial) => trial.close());
  return figures;
}
