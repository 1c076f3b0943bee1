import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { janitor as program, type JanitorOrder } from './janitor-program';
import { sharedMemoryOf } from '../postgres/shared-memory';
import { familyOf } from './process-family';

// The functions' own source, so that it runs the same from TypeScript (jest, swc-node) and from dist.
const sweeper = `
(${program.toString()})({
  files: require('node:fs'),
  input: process.stdin,
  kill: process.kill.bind(process),
  release: (segment) => void require('node:child_process').spawnSync('ipcrm', ['-m', segment]),
  segmentOf: ${sharedMemoryOf.toString()},
  family: ${familyOf.toString()},
});`;

/** The last order of a parent that has nothing registered any more. */
const leave = 'leave';

// To wait takes a shell, which begins at a fiftieth of what a node costs; the node that sweeps is begun when there is
// something to sweep, and inherits that it is deaf to signals.
const waiting = `
trap '' INT TERM HUP
orders=
while IFS= read -r order; do
  [ "$order" = ${leave} ] && exit 0
  orders="$orders$order
"
done
printf %s "$orders" | "$0" -e "$1"`;

/**
 * Ends what this process started even when this process is SIGKILLed: a detached child that lives as long as
 * anything is registered and sweeps up when its input closes. It never keeps this process alive.
 */
class Janitor {
  private child: ChildProcess | undefined;
  private readonly groups = new Set<number>();
  private readonly folders = new Set<string>();

  /** From now on the process group led by `pid`, and all that descends from it, ends with this process. */
  addGroup(pid: number): void {
    this.groups.add(pid);
    this.tell(['addGroup', pid]);
  }

  /** The group has ended by itself; its number may now belong to someone else. */
  removeGroup(pid: number): void {
    if (this.groups.delete(pid)) this.tell(['removeGroup', pid]);
  }

  /** From now on the folder is removed when this process ends; it need not exist yet. */
  addFolder(path: string): void {
    this.folders.add(path);
    this.tell(['addFolder', path]);
  }

  /** The folder has been removed, or is to be kept. */
  removeFolder(path: string): void {
    if (this.folders.delete(path)) this.tell(['removeFolder', path]);
  }

  private tell(order: JanitorOrder): void {
    if (this.child) this.write(order);
    else this.hire();
    if (this.groups.size + this.folders.size === 0) this.dismiss();
  }

  private hire(): void {
    const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
    const child = spawn('/bin/sh', ['-c', waiting, process.execPath, sweeper], {
      cwd: '/',
      detached: true,
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.child = child;
    child.once('exit', () => this.replace(child));
    // A write to a janitor that someone killed: its exit is what matters, and is handled above.
    child.stdin.on('error', () => undefined);
    child.unref();
    (child.stdin as Socket).unref();
    this.groups.forEach((pid) => this.write(['addGroup', pid]));
    this.folders.forEach((path) => this.write(['addFolder', path]));
  }

  private replace(gone: ChildProcess): void {
    if (this.child !== gone) return;
    this.child = undefined;
    if (this.groups.size + this.folders.size > 0) this.hire();
  }

  private dismiss(): void {
    this.child?.stdin?.end(`${leave}\n`);
    this.child = undefined;
  }

  private write(order: JanitorOrder): void {
    this.child?.stdin?.write(`${JSON.stringify(order)}\n`);
  }
}

/** The one janitor of this process. */
export const janitor = new Janitor();
