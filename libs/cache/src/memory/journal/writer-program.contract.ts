import { writeSync } from 'node:fs';
import { MemoryEngine } from '../memory-engine';

// A process to be killed: writes critical entries without end, and tells each on standard output once `set` has returned.
//   node writer-program.contract.ts <file>
async function main(): Promise<void> {
  const { engine } = await MemoryEngine.open({ persistPath: process.argv[2] as string, maxSize: 1_000 });
  for (let count = 1; ; count++) {
    // Few keys, long values: the file is compacted again and again under the writer's hands.
    engine.set(`critical:${count % 50}`, `${count}:${'x'.repeat(2_000)}`, 3_600_000);
    engine.hset('critical:hash', `f${count % 20}`, String(count));
    writeSync(1, `${count}\n`);
    if (count % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

void main();
