import { type EvictionPolicyName } from '../eviction/eviction-policies';
import { MemoryEngine } from '../memory-engine';

// Fills an engine and writes what it believes it takes, as a part of what the heap has grown by:
//   node --expose-gc heap-program.contract.ts <content> <policy>
const [content, policy] = process.argv.slice(2) as [string, EvictionPolicyName];

/** A text as it comes off the wire: whole, and nobody else's. */
const fresh = (text: string, times = 1) => Buffer.from(text.repeat(times)).toString();

const fill: Record<string, (engine: MemoryEngine, index: number) => void> = {
  'short texts': (engine, index) => engine.set(fresh(`session:${index}`), fresh(`value ${index}`)),
  'long texts': (engine, index) => engine.set(fresh(`session:${index}`), fresh(`value ${index} `, 30)),
  'wide texts': (engine, index) =>
    engine.set(fresh(`session:${index}`), fresh(`größer als 255: € ${index} `, 5)),
  'small hashes': (engine, index) =>
    engine.hset(fresh(`user:${index >> 1}`), fresh(`f${index % 2}`), fresh(`v${index}`)),
  'large hashes': (engine, index) =>
    engine.hset(fresh(`user:${index % 50}`), fresh(`field ${index}`), fresh(`v${index}`)),
  'hashes of 10,000 fields': (engine, index) =>
    engine.hset(fresh(`user:${index % 10}`), fresh(`field ${index}`), fresh(`v${index}`)),
  'keys of 1 KB': (engine, index) => engine.set(fresh(`${index}:`, 170), fresh(`v${index}`)),
  'wide keys': (engine, index) => engine.set(fresh(`ключ:${index}:`, 3), fresh(`v${index}`)),
};

function used(): number {
  for (let time = 0; time < 3; time++) (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const before = used();
const engine = new MemoryEngine({ maxSize: Infinity, evictionPolicy: policy });
for (let index = 0; index < 100_000; index++) fill[content]?.(engine, index);
const grown = used() - before;
process.stdout.write(String(engine.metrics.memoryUsage / grown));
engine.close();
