import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '@secureconnect/contracts';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread } from '../figures/rounds';
import { peerNames, type ProgramName, programNames } from '../surroundings/programs';
import { endAtOnce, type Surroundings } from '../surroundings/surroundings';

const mebibyte = 1_048_576;

/** Starts all at once, as on a machine that holds the whole system, lets them rest and reads their memory. */
async function restTogether({ start }: Surroundings, idleMs: number): Promise<Record<ProgramName, number>> {
  const started = await Promise.all(programNames.map(async (name) => [name, await start(name)] as const));
  await sleep(idleMs);
  const memory = started.map(([name, { process }]) => [name, process.memory() / mebibyte]);
  await Promise.all(started.map(([, each]) => endAtOnce(each)));
  return Object.fromEntries(memory) as Record<ProgramName, number>;
}

async function run({ quick, progress, surroundings }: BenchmarkContext): Promise<Figure[]> {
  const around = await surroundings();
  progress('migrating the schemas');
  await Promise.all(programNames.map(around.prepare));
  const [rounds, idleMs] = quick ? [1, 1_000] : [3, 5_000];
  const readings: Record<ProgramName, number>[] = [];
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}: all programs at rest for ${idleMs / 1_000} s`);
    readings.push(await restTogether(around, idleMs));
  }
  const of = (name: ProgramName) => readings.map((reading) => reading[name]);
  const peers = Object.fromEntries(peerNames.map((name) => [name, median(of(name))]));
  return serviceNames.map((name) => ({
    name,
    unit: 'MiB',
    ours: median(of(name)),
    spread: spread(of(name)),
    peers,
  }));
}

/** What a service costs while nobody asks it anything. */
export const idleMemory: Benchmark = {
  name: 'idle-memory',
  what: 'resident memory some seconds after ready, production build',
  peer: 'Fastify, and Nest on Fastify, with the same two routes and a pool, and nothing else',
  // 150 MB, in the unit that is measured.
  bar: { kind: 'at-most', value: 143, unit: 'MiB' },
  run,
};
