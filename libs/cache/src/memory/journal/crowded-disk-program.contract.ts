import { MemoryEngine } from '../memory-engine';

const most = 200;

// Has no room for more critical entries, neither on the disk nor in memory, and tells of the others, as JSON:
//   ulimit -f 300; node crowded-disk-program.contract.ts <file> <critical entries> <policy>
async function main(path: string, critical: number, policy: 'lru' | 'lfu' | 'fifo'): Promise<void> {
  const { engine } = await MemoryEngine.open({
    persistPath: path,
    maxSize: most,
    evictionPolicy: policy,
  });
  const attempt = (write: () => unknown): string | undefined => {
    try {
      write();
      return undefined;
    } catch (error) {
      return (error as Error).name;
    }
  };
  engine.set('critical:0', 'v');
  for (let count = 1; count < critical; count++) engine.set(`critical:${'long '.repeat(20)}${count}`, 'v');
  // Until not even the shortest record fits, so none that tells of one of those gone either.
  for (let size = 10_000; size > 0; size = Math.floor(size / 2))
    while (attempt(() => engine.set('critical:0', 'x'.repeat(size))) === undefined) continue;
  const refused = new Set<string | undefined>();
  for (let count = 0; count < 1_000; count++) {
    refused.add(attempt(() => engine.set(`plain:${count}`, 'v')));
    refused.add(
      attempt(() =>
        engine.mset([
          [`two:${count}`, 'v'],
          ['one', 'v'],
        ]),
      ),
    );
  }
  const held = [engine.keys('critical:*').length, engine.keys('*').length];
  process.stdout.write(JSON.stringify({ refused: [...refused], held }), () => process.exit(0));
}

void main(process.argv[2] as string, Number(process.argv[3]), process.argv[4] as 'lru');
