import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { MemoryEngine } from '../memory-engine';

const workspaceRoot = resolve(__dirname, '../../../../..');

/** Lets a process write until it has told of so much, kills it and gives the last it told of. */
async function writeAndKill(path: string, least: number): Promise<number> {
  const program = join(__dirname, 'writer-program.contract.ts');
  const writer = spawn(
    process.execPath,
    ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source', program, path],
    { cwd: workspaceRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let told = '';
  const lastTold = () => Number(told.slice(0, told.lastIndexOf('\n')).split('\n').pop());
  writer.stdout.on('data', (chunk: Buffer) => {
    told = (told + chunk.toString()).slice(-100);
    if (lastTold() >= least) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  return lastTold();
}

describe('when a process that keeps critical entries is SIGKILLed', () => {
  let folder: string;

  beforeEach(() => void (folder = temporaryFolder('cache')));
  afterEach(() => removeFolder(folder));

  it('every one that it was told was written is there again, with its time to live', async () => {
    const path = join(folder, 'critical.log');
    // The further it gets, the more often it was compacting when it died.
    for (const least of [1, 700, 1_500, 3_000]) {
      const told = await writeAndKill(path, least);
      const { engine, restored } = await MemoryEngine.open({ persistPath: path });
      expect(told).toBeGreaterThanOrEqual(least);
      expect(restored.damaged).toBe(0);
      // The one written last may have come too late to be told.
      const last = Math.max(...Object.values(engine.hgetall('critical:hash')).map(Number));
      expect([told, told + 1]).toContain(last);
      for (let count = Math.max(1, told - 49); count <= told; count++) {
        const value = engine.get(`critical:${count % 50}`)?.split(':')[0];
        expect([String(count), String(count + 50)]).toContain(value);
        expect(engine.ttl(`critical:${count % 50}`)).toBeLessThanOrEqual(3_600_000);
      }
      engine.flushall();
      engine.close();
    }
  }, 60_000);
});
