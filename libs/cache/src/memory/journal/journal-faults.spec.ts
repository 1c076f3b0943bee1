import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs, { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { StepClock } from '../differential/step-clock.contract';
import { CacheJournalError } from '../errors/cache-journal.error';
import { MemoryEngine } from '../memory-engine';

const workspaceRoot = resolve(__dirname, '../../../../..');
const node = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'];

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

  const crowded = (critical: number, policy: string) => {
    const program = join(__dirname, 'crowded-disk-program.contract.ts');
    const args = [...node, program, path, String(critical), policy];
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -f 300; exec "$0" "$@"', process.execPath, ...args],
      {
        cwd: workspaceRoot,
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: folder },
      },
    );
    expect(stderr.replace(/^npm warn.*\n/gm, '')).toBe('');
    return JSON.parse(stdout) as { refused: (string | null)[]; held: number[] };
  };

  it.each(['lru', 'lfu', 'fifo'])(
    'loses nothing to other entries (%s) while the system has no room for it, and they go on among themselves',
    (policy) => {
      expect(crowded(150, policy)).toEqual({ refused: [null], held: [150, 200] });
    },
    60_000,
  );

  it('leaves others no place meanwhile only where its entries fill all there is', () => {
    expect(crowded(200, 'lru')).toEqual({ refused: ['CacheFullError'], held: [200, 200] });
  }, 60_000);

  it('gives up its entries for others again when it can be written', async () => {
    const { engine } = await MemoryEngine.open({ persistPath: path, maxSize: 3, persistSync: 'always' });
    for (const name of ['a', 'b', 'c']) engine.set(`critical:${name}`, '1');
    const sync = jest.spyOn(fs, 'fdatasyncSync').mockImplementation(() => {
      throw new Error('EIO');
    });
    expect(() => engine.set('other', 'v')).toThrow('OOM');
    expect(engine.keys('*').sort()).toEqual(['critical:a', 'critical:b', 'critical:c']);
    sync.mockRestore();
    for (const name of ['d', 'e', 'f']) engine.set(name, 'v');
    expect(engine.keys('*').sort()).toEqual(['d', 'e', 'f']);
    engine.close();
    const { engine: next, restored } = await MemoryEngine.open({ persistPath: path });
    expect(restored.entries).toBe(0);
    next.close();
  });

  it('that the disk did not take is told by the next write of a critical entry, and is put there anew', async () => {
    const clock = new StepClock(Date.now());
    const { engine } = await MemoryEngine.open({ persistPath: path, clock });
    engine.set('critical:a', '1');
    const sync = jest.spyOn(fs, 'fdatasync');
    // The system says so once, and calls what it lost written the next time.
    sync.mockImplementationOnce((_, told) => void setImmediate(told, new Error('EIO')));
    const before = statSync(path).ino;
    clock.jump(1_000);
    clock.runDue();
    await until('it to be written anew', () => statSync(path).ino !== before);
    expect(() => engine.set('critical:b', '2')).toThrow(CacheJournalError);
    expect([engine.get('critical:b'), engine.set('critical:c', '3')]).toEqual([null, 'OK']);
    sync.mockRestore();
    engine.close();
    const { engine: next } = await MemoryEngine.open({ persistPath: path });
    expect(next.keys('*').sort()).toEqual(['critical:a', 'critical:c']);
    next.close();
  });

  it('that the disk did not take at the end is an error of its own, and others may have it', async () => {
    const { engine } = await MemoryEngine.open({ persistPath: path });
    engine.set('critical:a', '1');
    const sync = jest.spyOn(fs, 'fdatasyncSync').mockImplementationOnce(() => {
      throw new Error('EIO');
    });
    expect(() => engine.close()).toThrow(CacheJournalError);
    sync.mockRestore();
    (await MemoryEngine.open({ persistPath: path })).engine.close();
  });

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
