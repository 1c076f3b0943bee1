import { spawn, type ChildProcess } from 'node:child_process';
import * as files from 'node:fs';
import { janitor } from './janitor';
import { familyOf } from './process-family';
import { until } from './until';

/** What to run, and the file that takes its output. */
export type ServerCommand = {
  command: string;
  args: string[];
  logFile: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
};

/** How a process ended: one of the two is set. */
export type ProcessExit = { code: number | null; signal: NodeJS.Signals | null };

// The child waits at this gate until the janitor knows its number. Were this process to die in between, the
// gate's input ends and the child leaves without having become the server.
const gate = 'read -r go || exit 0; exec "$@" </dev/null';

/**
 * A process in a group of its own, known to the janitor before its program begins. Its output goes to a file,
 * so that it never waits for this process to read. It does not keep this process alive.
 */
export class ServerProcess {
  readonly pid: number;
  exit: ProcessExit | undefined;
  private readonly child: ChildProcess;
  private readonly logStart: number;

  constructor(private readonly command: ServerCommand) {
    const log = files.openSync(command.logFile, 'a');
    this.logStart = files.fstatSync(log).size;
    this.child = spawn('/bin/sh', ['-c', gate, 'sh', command.command, ...command.args], {
      cwd: command.cwd ?? '/',
      detached: true,
      env: command.env ?? process.env,
      stdio: ['pipe', log, log],
    });
    files.closeSync(log);
    if (this.child.pid === undefined) throw new Error(`Could not start ${command.command}`);
    this.pid = this.child.pid;
    this.child.once('exit', (code, signal) => {
      this.exit = { code, signal };
      send(-this.pid, 'SIGKILL'); // What the leader leaves behind in its group.
      janitor.removeGroup(this.pid);
    });
    this.child.unref();
    janitor.addGroup(this.pid);
    this.child.stdin?.on('error', () => undefined); // It ended at the gate; `exit` tells.
    this.child.stdin?.end('go\n');
  }

  get running(): boolean {
    return this.exit === undefined;
  }

  /** What it has written since it was started, at most the last 64 KiB. */
  log(): string {
    const text = files.readFileSync(this.command.logFile);
    return text.subarray(Math.max(this.logStart, text.length - 65_536)).toString();
  }

  /** Signals the leader alone, as an operator would. */
  signal(signal: NodeJS.Signals): void {
    if (this.running) this.child.kill(signal);
  }

  /** Stops it and all its children where they stand; connections stay open and silent. */
  freeze(): void {
    this.signal('SIGSTOP'); // The leader first: from here on it forks no more, and the family is whole.
    this.signalFamily('SIGSTOP');
  }

  /** Lets a frozen family go on. */
  thaw(): void {
    this.signalFamily('SIGCONT');
  }

  /** Ends it and all its children at once, frozen or not, as a crash would; resolves when all are gone. */
  async kill(): Promise<void> {
    this.signal('SIGSTOP');
    const family = this.signalFamily('SIGKILL');
    await until(`process ${this.pid} to end`, () => !this.running && !family.some(isAlive), { every: 5 });
  }

  /** Asks it to end with a signal and kills it when it has not within `patience` ms. */
  async terminate(signal: NodeJS.Signals, patience = 10_000): Promise<ProcessExit | undefined> {
    this.thaw();
    this.signal(signal);
    const deadline = Date.now() + patience;
    await until('an end', () => !this.running || Date.now() > deadline, { timeout: patience * 2, every: 5 });
    if (this.running) await this.kill();
    return this.exit;
  }

  private signalFamily(signal: NodeJS.Signals): number[] {
    if (!this.running) return [];
    const family = familyOf([this.pid], files);
    [-this.pid, ...family].forEach((pid) => send(pid, signal));
    return family;
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // It ended meanwhile, or the number is somebody else's by now.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return false;
  }
}

function isAlive(pid: number): boolean {
  return send(pid, 0) && !isZombie(pid);
}

/** It has ended, and its parent has yet to hear so. Asked often: to look at all processes would be dear. */
function isZombie(pid: number): boolean {
  try {
    const stat = files.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false; // It ended since, which the next look tells, or there is no /proc.
  }
}
