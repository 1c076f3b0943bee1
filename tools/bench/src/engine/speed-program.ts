import { type EvictionPolicyName } from '@secureconnect/cache';
import { BenchError } from '../bench.error';
import { takeTurns } from '../figures/rounds';
import { cacheNames, type CacheName, type SpeedReport } from './cache-report';
import { type Calls, makeCaches, type MeasuredCache } from './measured-cache';

// A process of its own, so that nothing else has shaped what the engine makes of these loops:
//   node speed-program.ts <rounds> <calls a round> <entries> <lru | lfu>
// Writes a SpeedReport as JSON.
const [rounds, count, entries] = process.argv.slice(2, 5).map(Number) as [number, number, number];
const policy = process.argv[5] as EvictionPolicyName;

const calls: Calls = {
  // As they come out of a request: not built from pieces, which would be flattened at their first use.
  keys: Array.from({ length: entries }, (_, index) => flat(`session:${String(index).padStart(12, '0')}`)),
  values: Array.from({ length: 64 }, (_, index) =>
    flat(JSON.stringify({ id: index, name: `user ${index}` })),
  ),
  order: Uint32Array.from({ length: count }, () => Math.floor(Math.random() * entries)),
};

function flat(text: string): string {
  return Buffer.from(text).toString('latin1');
}

async function perSecond(work: () => void | Promise<void>): Promise<number> {
  const since = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - since);
}

async function main(): Promise<void> {
  const caches = Object.fromEntries(
    cacheNames.map((name) => [name, makeCaches[name](entries, policy)]),
  ) as Record<CacheName, MeasuredCache>;
  const all = { ...calls, order: Uint32Array.from(calls.keys.keys()) };
  for (const name of cacheNames) await caches[name].set(all);
  const get = async (name: CacheName) => {
    const found = await caches[name].get(calls);
    if (found !== count) throw new BenchError(`${name} found ${found} of ${count}`);
  };
  const ofGet = (name: CacheName) => perSecond(() => get(name));
  const ofSet = async (name: CacheName) => perSecond(async () => caches[name].set(calls));
  for (const measure of [ofGet, ofSet]) await takeTurns(cacheNames, 3, measure); // warms up
  const report: SpeedReport = {
    get: await takeTurns(cacheNames, rounds, ofGet),
    set: await takeTurns(cacheNames, rounds, ofSet),
  };
  process.stdout.write(JSON.stringify(report), () => process.exit(0));
}

void main();
