import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { CacheJournalError } from '../errors/cache-journal.error';
import { MemoryEngine } from '../memory-engine';

const workspaceRoot = resolve(__dirname, '../../../../..');
const node = ['-C', '@secureconnect/source', '-r', '@swc-node/register'];

describe('the file of critical entries', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = temporaryFolder('cache');
    path = join(folder, 'critical.log');
  });
  afterEach(() => removeFolder(folder));

  it('is refused to a second process for as long as the first lives, and no longer', async () => {
    const writer = spawn(process.execPath, [...node, join(__dirname, 'writer-program.contract.ts'), path], {
      cwd: workspaceRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    const second = MemoryEngine.open({ persistPath: path });
    await expect(second).rejects.toThrow(CacheJournalError);
    await expect(second).rejects.toThrow(`process ${writer.pid} keeps its own there`);
    writer.stdout.resume();
    writer.kill('SIGKILL');
    await once(writer, 'close');
    const { engine, restored } = await MemoryEngine.open({ persistPath: path });
    expect([restored.damaged, restored.entries > 0]).toEqual([0, true]);
    engine.close();
  }, 60_000);

  it('is refused to a second engine of the same process, and free once the first is closed', async () => {
    const { engine } = await MemoryEngine.open({ persistPath: path });
    await expect(MemoryEngine.open({ persistPath: path })).rejects.toThrow(CacheJournalError);
    engine.set('critical:a', '1');
    engine.close();
    const { engine: next } = await MemoryEngine.open({ persistPath: path });
    expect(next.get('critical:a')).toBe('1');
    next.close();
    expect(readdirSync(folder)).toEqual(['critical.log']);
  });

  it('is had by whoever comes after one that left a name nobody can read, or that of another program', async () => {
    for (const name of ['', '{"pid":1,"born":"other"}', `{"pid":${process.pid},"born":"before"}`]) {
      writeFileSync(`${path}.lock`, name);
      (await MemoryEngine.open({ persistPath: path })).engine.close();
      expect(existsSync(`${path}.lock`)).toBe(false);
    }
  });

  it('takes no more when the system has no room for it: the write is refused, and what was taken is there', async () => {
    const program = join(__dirname, 'full-disk-program.contract.ts');
    const run = `ulimit -f 300; exec "$0" "$@"`;
    const { stdout, stderr } = spawnSync('sh', ['-c', run, process.execPath, ...node, program, path], {
      cwd: workspaceRoot,
      encoding: 'utf8',
      // What is compiled for it is no business of this limit.
      env: { ...process.env, TMPDIR: folder },
    });
    expect(stderr.replace(/^npm warn.*\n/gm, '')).toBe('');
    const told = JSON.parse(stdout) as { count: number };
    expect(told).toMatchObject({ name: 'CacheJournalError', code: 'EFBIG', refused: [null, 1], other: 'v' });
    expect(told.count).toBeGreaterThan(50);
    const { engine, restored } = await MemoryEngine.open({ persistPath: path, maxSize: 100_000 });
    expect(restored).toEqual({ entries: told.count, refused: 0, damaged: 0, tornBytes: 0 });
    engine.set('critical:more', 'v');
    engine.close();
  }, 60_000);

  it('is what counts, not the half of a new one that a killed process has left beside it', async () => {
    const { engine } = await MemoryEngine.open({ persistPath: path });
    engine.set('critical:a', '1');
    engine.close();
    writeFileSync(`${path}.new`, 'half of a rec');
    const { engine: next, restored } = await MemoryEngine.open({ persistPath: path, maxSize: 100_000 });
    expect(restored).toMatchObject({ entries: 1, damaged: 0 });
    for (let count = 0; count < 300; count++) next.set('critical:b', 'x'.repeat(1_000));
    await until('it to be written anew', () => !existsSync(`${path}.new`));
    next.close();
    const { engine: last, restored: again } = await MemoryEngine.open({ persistPath: path });
    expect([again.entries, again.damaged]).toEqual([2, 0]);
    last.close();
  });

  it.each([
    ['whose folder is not there', () => join(folder, 'nowhere', 'critical.log')],
    ['whose folder is a file', () => (writeFileSync(path, ''), join(path, 'critical.log'))],
  ])('%s is an error of its own, and nothing is left open', async (_what, place) => {
    await expect(MemoryEngine.open({ persistPath: place() })).rejects.toThrow(CacheJournalError);
  });
});
