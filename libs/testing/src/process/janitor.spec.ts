import { spawn, type ChildProcess } from 'node:child_process';
import * as files from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { sharedMemoryOf } from '../postgres/shared-memory';
import { familyOf } from './process-family';
import { removeFolder, temporaryFolder } from './temporary-folder';
import { until } from './until';

const root = join(__dirname, '..', '..', '..', '..');

/** A process with servers of its own, some frozen, which tells their pids and folders and then waits. */
const owner = `
const { startPostgres, startRedis, temporaryFolder } = require('@secureconnect/testing');
(async () => {
  const [postgres, redis, frozen] = await Promise.all([startPostgres(), startRedis(), startRedis()]);
  await postgres.sql('select 1');
  const kept = await startRedis({ dir: process.argv[1] });
  await kept.command('SET', 'key', 'kept');
  frozen.freeze();
  if (process.argv[2] === 'frozen') postgres.freeze();
  console.log(JSON.stringify({
    pids: [postgres, redis, frozen, kept].map((server) => server.pid),
    folders: [postgres.dir, redis.dir, frozen.dir, temporaryFolder('spec')],
  }));
  if (process.argv[2] === 'exits') process.exit(0);
  if (process.argv[2] === 'ends') return;
  setInterval(() => {}, 1000);
})();`;

type Started = { child: ChildProcess; pids: number[]; folders: string[] };

async function startOwner(keptFolder: string, mode: string): Promise<Started> {
  const args = [
    '-C',
    '@secureconnect/source',
    '-r',
    '@secureconnect/testing/from-source',
    '-e',
    owner,
    keptFolder,
    mode,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, ...(JSON.parse(line) as Pick<Started, 'pids' | 'folders'>) };
}

/** The ids of all shared memory of the machine. */
const segmentsHeld = (): (string | undefined)[] =>
  files
    .readFileSync('/proc/sysvipc/shm', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[1]);

describe('when a process that started servers ends', () => {
  let kept: string;

  beforeEach(() => {
    kept = temporaryFolder('kept');
  });
  afterEach(() => removeFolder(kept));

  it.each([
    ['is SIGKILLed', 'lives'],
    ['is SIGKILLed with frozen servers', 'frozen'],
    ['calls process.exit', 'exits'],
    ['has nothing more to do', 'ends'],
  ])('because it %s, its servers and folders are gone and kept folders stay', async (_how, mode) => {
    const { child, pids, folders } = await startOwner(kept, mode);
    const segments = folders.map((folder) => sharedMemoryOf(dirname(folder), files)).filter(Boolean);
    if (child.exitCode === null) expect(segments).toHaveLength(1);
    const ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
    if (mode === 'lives' || mode === 'frozen') child.kill('SIGKILL');
    await ended;
    await until('its processes to be gone', () => familyOf(pids, files).length === 0);
    await until('its folders to be gone', () => !folders.some((folder) => files.existsSync(folder)));
    expect(segmentsHeld()).not.toEqual(expect.arrayContaining(segments.slice(0, 1)));
    expect(files.readdirSync(kept)).toContain('appendonlydir');
  });
});

describe('when a process is SIGKILLed half way through initdb', () => {
  it('nothing half made is left', async () => {
    const home = temporaryFolder('spec');
    const start = `require('@secureconnect/testing').startPostgres({ dir: process.argv[1] })`;
    const args = [
      '-C',
      '@secureconnect/source',
      '-r',
      '@secureconnect/testing/from-source',
      '-e',
      start,
      join(home, 'data'),
    ];
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' });
    const begun = () =>
      files.readdirSync(home, { recursive: true }).some((name) => String(name).includes('pg_wal'));
    await until('initdb to be under way', begun, { every: 5 });
    child.kill('SIGKILL');
    await until('nothing to be left', () => files.readdirSync(home).length === 0);
    await removeFolder(home);
  });
});

describe('the janitor', () => {
  it('is replaced when it is killed, and leaves when nothing is registered', async () => {
    const janitors = () => {
      const ours = familyOf([process.pid], files).filter((pid) => pid !== process.pid);
      return ours.filter((pid) => files.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('addFolder'));
    };
    const folder = temporaryFolder('spec');
    await until('a janitor', () => janitors().length === 1);
    const [first] = janitors();
    process.kill(first as number, 'SIGKILL');
    await until('another janitor', () => janitors().length === 1 && janitors()[0] !== first);
    await removeFolder(folder);
    await until('no janitor', () => janitors().length === 0);
  });
});
