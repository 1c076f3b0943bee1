import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type Socket } from 'node:net';
import { join } from 'node:path';
import { janitor, until } from '@secureconnect/testing';
import { workspaceRoot } from './workspace';

const door = join(workspaceRoot, 'tools/start/bare.mjs');

/** What a run of a command is given besides its arguments. */
export interface DriveOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
}

/** A command of the launcher as a person runs it: a process group of its own, and what it has said so far. */
export class LauncherDriver {
  output = '';
  exitCode: number | null | undefined;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], { env = {}, uid }: DriveOptions = {}) {
    this.child = spawn(process.execPath, [door, ...args], {
      cwd: workspaceRoot,
      detached: true,
      env: { ...withoutRunner(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    janitor.addGroup(this.pid);
    // So that a test that fails meanwhile does not wait for it; the janitor ends it.
    this.child.unref();
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
      (stream as Socket | null)?.unref();
    }
    this.child.once('close', (code) => {
      this.exitCode = code;
      janitor.removeGroup(this.pid);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until it has said something; rejects with all it has said when it ends or takes too long. */
  async says(what: RegExp, timeout = 90_000): Promise<RegExpExecArray> {
    const found = () => what.exec(this.output);
    await until(`${what} or the end`, () => found() ?? this.exitCode !== undefined, { timeout });
    const match = found();
    if (!match) throw new Error(`It ended with ${this.exitCode} without saying ${what}:\n${this.output}`);
    return match;
  }

  /** What a Ctrl-C is: SIGINT for every process of the group. */
  interrupt(signal: NodeJS.Signals = 'SIGINT'): void {
    process.kill(-this.pid, signal);
  }

  /** Waits for the end; gives the exit code. */
  async ended(timeout = 15_000): Promise<number | null | undefined> {
    await until('the launcher to end', () => this.exitCode !== undefined, { timeout });
    return this.exitCode;
  }
}

/** Without jest's and npm's own variables, and without servers a person may have named for other things. */
function withoutRunner(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(npm_|NX_|JEST_|NODE_ENV$|NODE_OPTIONS$|DATABASE_URL$|REDIS_URL$|INIT_CWD$|PORT$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** Reads about another process; one that has ended meanwhile has nothing to tell. */
function about(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** The living processes that have to do with a state folder: in their command, environment or working folder. */
export function processesOf(stateFolder: string): string[] {
  const numbers = readdirSync('/proc').filter(
    (entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid,
  );
  return numbers.flatMap((pid) => {
    const command = about(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    const rest = [
      about(() => readFileSync(`/proc/${pid}/environ`, 'utf8')),
      about(() => readlinkSync(`/proc/${pid}/cwd`)),
    ];
    return [command, ...rest].some((text) => text.includes(stateFolder))
      ? [`${pid} ${command.replaceAll('\0', ' ')}`]
      : [];
  });
}
