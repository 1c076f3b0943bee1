import { type EvictionPolicyName, MemoryEngine } from '@secureconnect/cache';
import { LRUCache } from 'lru-cache';
import { type HitReport } from './cache-report';

// What part of the reads is a hit when keys are asked for by Zipf's law and every fifth stretch is a scan of keys
// that nobody asks for again:
//   node hit-program.ts <reads> <entries> <keys>
// Writes a HitReport as JSON.
const [reads, entries, keys] = process.argv.slice(2).map(Number) as [number, number, number];
const skew = 0.9;
const stretch = 10_000;

/** Draws numbers, the lower the likelier, the same for everyone who is given the same seed. */
function zipf(): () => number {
  const sums = new Float64Array(keys);
  for (let index = 0, sum = 0; index < keys; index++) sums[index] = sum += 1 / (index + 1) ** skew;
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const wanted = (state / 2 ** 32) * sums[keys - 1]!;
    let [low, high] = [0, keys - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Reads, and writes what was not there; only reads that no scan makes are counted. */
function hitRatio(has: (key: string) => boolean, put: (key: string) => void): number {
  const draw = zipf();
  let [hits, counted] = [0, 0];
  for (let read = 0; read < reads; read++) {
    const isScan = Math.floor(read / stretch) % 5 === 4;
    const key = isScan ? `scan:${read}` : `key:${draw()}`;
    const isHit = has(key);
    if (!isHit) put(key);
    if (isScan || read < reads / 10) continue; // The first tenth fills the cache.
    counted++;
    if (isHit) hits++;
  }
  return hits / counted;
}

function ofEngine(evictionPolicy: EvictionPolicyName): number {
  const engine = new MemoryEngine({ maxSize: entries, evictionPolicy });
  return hitRatio(
    (key) => engine.get(key) !== null,
    (key) => engine.set(key, 'value'),
  );
}

const peer = new LRUCache<string, string>({ max: entries });
const report: HitReport = {
  lfu: ofEngine('lfu'),
  lru: ofEngine('lru'),
  'lru-cache': hitRatio(
    (key) => peer.get(key) !== undefined,
    (key) => void peer.set(key, 'value'),
  ),
};
process.stdout.write(JSON.stringify(report), () => process.exit(0));
