import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { janitor } from '@secureconnect/testing';
import { DrillError } from '../drill.error';
import { workspaceRoot } from '../workspace';
import { type RunningSystem } from './running-system';
import { visitSystem } from './visit-system';

const patienceMs = 300_000;
const servicesInARow = 5;

/** Brings up a system for this drill alone: other ports, a state folder of its own, gone afterwards. */
export async function ownSystem(
  hear: (line: string) => void,
  ending: AbortSignal,
  build = true,
): Promise<RunningSystem> {
  const first = await freePorts();
  ending.throwIfAborted();
  const state = mkdtempSync(join(tmpdir(), 'secureconnect-drill-'));
  janitor.addFolder(state);
  const child = launch(state, first, build);
  const closed = once(child, 'close');
  const leave = () => {
    hear('… the system of this drill is ended');
    return end(child, closed, state);
  };
  try {
    await isUp(child, state, hear, ending);
    const system = visitSystem(state);
    if (!system) throw new DrillError('The system that was started does not say where it is.');
    return { ...system, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

function launch(state: string, first: number, build: boolean): ChildProcess {
  const args = ['start', '--state', state, '--ports', String(first), ...(build ? [] : ['--no-build'])];
  const child = spawn(process.execPath, [join(workspaceRoot, 'tools/start/bare.mjs'), ...args], {
    // Out of our process group, so that a Ctrl-C is ours to pass on, when the drill has been cleared up.
    ...{ detached: true, cwd: workspaceRoot, env: withoutGiven(), stdio: ['ignore', 'pipe', 'pipe'] },
  });
  // A drill that is killed cannot end it.
  if (child.pid !== undefined) janitor.addGroup(child.pid);
  return child;
}

async function isUp(
  child: ChildProcess,
  state: string,
  hear: (line: string) => void,
  ending: AbortSignal,
): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-20_000);
      for (const line of data.toString().split('\n')) if (/✓/.test(line)) hear(line.trim());
    });
  const deadline = Date.now() + patienceMs;
  while (!existsSync(join(state, 'running.json'))) {
    if (isOver(child)) throw new DrillError(`The system did not come up:\n${said.trim()}`);
    if (Date.now() > deadline) throw new DrillError(`The system did not come up in time:\n${said.trim()}`);
    await sleep(100, undefined, { signal: ending }).catch(() => ending.throwIfAborted());
  }
}

/** By itself, or by a signal. */
const isOver = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** Its output is closed when all that write to it are gone, not the first of them alone. */
async function end(child: ChildProcess, closed: Promise<unknown>, state: string): Promise<void> {
  const isGone = () => Promise.race([closed, sleep(15_000, undefined, { ref: false })]);
  if (!isOver(child)) {
    child.kill('SIGINT');
    await isGone();
  }
  if (!isOver(child)) child.kill('SIGKILL');
  await isGone();
  rmSync(state, { recursive: true, force: true });
  if (child.pid !== undefined) janitor.removeGroup(child.pid);
  janitor.removeFolder(state);
}

/** Servers that a person has named for other things, here or in .env, are not ours to take away. */
function withoutGiven(): NodeJS.ProcessEnv {
  const { PORT: _port, ...rest } = process.env;
  // What is set, though empty, wins over the file.
  return { ...rest, DATABASE_URL: '', DATABASE_DIRECT_URL: '', REDIS_URL: '' };
}

/** The first of five ports in a row that are free now. */
async function freePorts(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * 30_000);
    const all = await Promise.all(Array.from({ length: servicesInARow }, (_, each) => isFree(first + each)));
    if (all.every(Boolean)) return first;
  }
  throw new DrillError('No five free ports in a row were found.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
