import { type CacheJournalError } from '../errors/cache-journal.error';
import { MemoryEngine } from '../memory-engine';

// Writes critical entries until the system takes no more of them, and tells how that went, as JSON:
//   ulimit -f 300; node full-disk-program.contract.ts <file>
async function main(): Promise<void> {
  const { engine } = await MemoryEngine.open({ persistPath: process.argv[2] as string, maxSize: 100_000 });
  for (let count = 0; ; count++) {
    try {
      engine.set(`critical:${count}`, 'x'.repeat(1_000));
    } catch (error) {
      const { name, cause } = error as CacheJournalError;
      const refused = [engine.get(`critical:${count}`), engine.exists(`critical:${count - 1}`)];
      engine.set('other', 'v');
      const told = {
        count,
        name,
        code: (cause as NodeJS.ErrnoException).code,
        refused,
        other: engine.get('other'),
      };
      process.stdout.write(JSON.stringify(told), () => process.exit(0));
      return;
    }
    // So that the file is written anew now and then.
    if (count % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

void main();
