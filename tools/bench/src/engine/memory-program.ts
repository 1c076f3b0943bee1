import { MemoryEngine } from '@secureconnect/cache';
import { LRUCache } from 'lru-cache';

// How many bytes an entry takes; a process for each, for what was freed stays with the process:
//   node --expose-gc memory-program.ts <ours | lru-cache> <entries>
// Writes the bytes measured, and those that ours believes.
const [subject, count] = [process.argv[2], Number(process.argv[3])];
const hourMs = 3_600_000;

function used(): number {
  for (let time = 0; time < 3; time++) (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const flat = (text: string) => Buffer.from(text).toString('latin1');
const keyOf = (index: number) => flat(`session:${String(index).padStart(12, '0')}`);
const valueOf = (index: number) => flat(JSON.stringify({ id: index, name: `user ${index} of them` }));

function fill(): { believed: number; cache: object } {
  if (subject === 'ours') {
    const cache = new MemoryEngine({ maxSize: count, defaultTTL: hourMs });
    for (let index = 0; index < count; index++) cache.set(keyOf(index), valueOf(index));
    return { believed: cache.metrics.memoryUsage, cache };
  }
  const cache = new LRUCache<string, string>({ max: count, ttl: hourMs });
  for (let index = 0; index < count; index++) cache.set(keyOf(index), valueOf(index));
  return { believed: 0, cache };
}

const before = used();
const { believed, cache } = fill();
const bytes = used() - before;
const isHeld = Boolean(cache); // Or it would be gone before it is measured.
const report = { bytes: bytes / count, believed: believed / count, isHeld };
process.stdout.write(JSON.stringify(report), () => process.exit(0));
