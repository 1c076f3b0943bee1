import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { janitor, RedisConnection, removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { workspaceRoot } from './workspace';

const asTypeScript = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'];
const program = join(workspaceRoot, 'tools/drill/src/main.ts');

const readJson = <T>(...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8')) as T;

/** A drill in a process group of its own, with its system in a folder that the test looks into. */
function drillIn(folder: string) {
  const args = ['--own', '--no-build', '--fault', 'freeze', '--report', join(folder, 'report.html')];
  const child = spawn(process.execPath, [...asTypeScript, program, ...args], {
    ...{ detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, TMPDIR: folder },
  });
  janitor.addGroup(child.pid!);
  const run = { pid: child.pid!, said: '', closed: once(child, 'close') };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (run.said += data.toString()));
  return run;
}

/** Asks Redis something while it is frozen; the answer comes when it goes on, and not before. */
async function questionTo(folder: string): Promise<{ readonly answer: Promise<unknown> }> {
  const [state = ''] = readdirSync(folder).filter((name) => name.startsWith('secureconnect-drill-'));
  const { redis } = readJson<{ redis: { port: number } }>(folder, state, 'running.json');
  const { redis: password } = readJson<{ redis: string }>(folder, state, 'secrets.json');
  const connection = await RedisConnection.open({ host: '127.0.0.1', port: redis.port });
  const answer = connection.command(['AUTH', password], 30_000).finally(() => connection.close());
  answer.catch(() => undefined); // The test hears of it when it waits for the answer.
  return { answer };
}

describe('a drill that is interrupted, twice as by a terminal and npm', () => {
  const folder = temporaryFolder('drill-cut');
  afterAll(() => removeFolder(folder));

  it('gives Redis back, ends as shells expect it, and leaves nothing behind', async () => {
    const run = drillIn(folder);
    await until('Redis to be frozen', () => run.said.includes('Redis is frozen'), { timeout: 120_000 });
    const { answer } = await questionTo(folder);
    process.kill(-run.pid, 'SIGINT');
    await sleep(5);
    process.kill(-run.pid, 'SIGINT');
    expect(await answer).toBe('OK');
    expect(await run.closed).toEqual([130, null]);
    janitor.removeGroup(run.pid);
    expect(run.said).toContain('It was ended before it was over.');
    expect(readdirSync(folder)).toEqual([]);
  }, 180_000);
});

describe('a drill that is killed', () => {
  const folder = temporaryFolder('drill-killed');
  afterAll(() => removeFolder(folder));

  it('takes its system with it', async () => {
    const run = drillIn(folder);
    await until('its system to be up', () => run.said.includes('Ada and Bob'), { timeout: 120_000 });
    const [state = ''] = readdirSync(folder);
    const { services } = readJson<{ services: { gateway: string } }>(folder, state, 'running.json');
    process.kill(run.pid, 'SIGKILL');
    await run.closed;
    await until('its folder to be gone', () => readdirSync(folder).length === 0, { timeout: 30_000 });
    await expect(fetch(services.gateway)).rejects.toThrow();
    janitor.removeGroup(run.pid);
  }, 180_000);
});
