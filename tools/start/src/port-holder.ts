import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Who listens on a port, as far as this user may see. */
export interface PortHolder {
  readonly pid: number;
  readonly command: string;
}

/** Reads a file or link of another process, which may be gone or not ours to see. */
function glance<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function listeningSockets(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = '0A';
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (glance(() => readFileSync(table, 'utf8')) ?? '').split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === listening && local.endsWith(`:${hex}`) && inode) inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
}

const commandOf = (pid: number): string =>
  (glance(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').split('\0').join(' ').trim();

function fromProc(port: number): PortHolder | undefined {
  const sockets = listeningSockets(port);
  const numbers = (glance(() => readdirSync('/proc')) ?? []).filter((entry) => /^\d+$/.test(entry));
  for (const pid of sockets.size > 0 ? numbers : []) {
    const handles = glance(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    const holds = handles.some((fd) =>
      sockets.has(glance(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? ''),
    );
    if (holds) return { pid: Number(pid), command: commandOf(Number(pid)) };
  }
  return undefined;
}

function fromLsof(port: number): PortHolder | undefined {
  const said = glance(() =>
    execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  );
  const [, pid, command] = /^p(\d+)\nc(.*)$/m.exec(said ?? '') ?? [];
  return pid ? { pid: Number(pid), command: command ?? '' } : undefined;
}

/** Finds the process that listens on a port; undefined when it cannot be seen. */
export function holderOf(port: number): PortHolder | undefined {
  return process.platform === 'linux' ? fromProc(port) : fromLsof(port);
}
