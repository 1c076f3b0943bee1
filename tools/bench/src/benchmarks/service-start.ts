import { serviceNames } from '@secureconnect/contracts';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { peerNames, type ProgramName, programNames } from '../surroundings/programs';
import { endAtOnce, type Started } from '../surroundings/surroundings';

async function run({ quick, progress, surroundings }: BenchmarkContext): Promise<Figure[]> {
  const { start, prepare } = await surroundings();
  progress('migrating the schemas');
  await Promise.all(programNames.map(prepare));
  const rounds = quick ? 1 : 5;
  // Preparing a service ran its program once, so its files are in the cache of the system.
  const starts = await takeTurns(programNames, rounds, async (name, round) => {
    progress(`round ${round} of ${rounds}: starting ${name}`);
    const started = await start(name);
    await endAtOnce(started);
    return started;
  });
  return [...figuresOf(starts, 'readyMs', ''), ...figuresOf(starts, 'readyCpuMs', ', CPU')];
}

type Starts = Record<ProgramName, Started[]>;

/** The bar is about the time; CPU time is beside it because it holds when others use the machine. */
function figuresOf(starts: Starts, what: 'readyMs' | 'readyCpuMs', suffix: string): Figure[] {
  const of = (name: ProgramName) => starts[name].map((started) => started[what]);
  const peers = Object.fromEntries(peerNames.map((name) => [name, median(of(name))]));
  return serviceNames.map((name) => ({
    name: `${name}${suffix}`,
    unit: 'ms',
    ours: median(of(name)),
    spread: spread(of(name)),
    peers,
    ...(suffix && { bar: null }),
  }));
}

/** How long a service is away when it is started anew. */
export const serviceStart: Benchmark = {
  name: 'service-start',
  what: 'from spawn to the first 200 on /health/ready, production build',
  peer: 'Fastify, and Nest on Fastify, with the same two routes and a pool, and nothing else',
  bar: { kind: 'at-most', value: 2_000, unit: 'ms' },
  run,
};
