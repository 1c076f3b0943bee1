import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { reasonOf, StartError } from './start.error';

/** Who holds a lock: a process number alone may by now belong to another program. */
interface Holder {
  readonly pid: number;
  readonly born: string;
}

/** When a process began, in the system's own ticks; undefined for one that has ended, reaped or not. */
function birthOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (reasonOf(error) !== 'EPERM') return undefined;
  }
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return ''; // A system without /proc: the number alone has to do.
  }
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : rest[18];
}

const lives = (holder: Holder): boolean => birthOf(holder.pid) === holder.born;

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined;
    return { pid: 0, born: 'unreadable' }; // Written halfway by a process that died: as stale as can be.
  }
}

/** Puts our name on the lock; false when someone else's is there. It appears whole or not at all. */
function place(path: string, mine: Holder): boolean {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (reasonOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead holder's lock away. Only one of several can, and none can move a live one by mistake for long. */
function removeStale(path: string, stale: Holder): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // Another process was quicker; the next attempt shows whose it is now.
  }
  const moved = read(aside);
  if (moved && moved.pid !== stale.pid && lives(moved)) place(path, moved);
  rmSync(aside, { force: true });
}

/** Lets go once; by a second time the lock may be another's. It also happens where the process ends at once. */
function releaser(path: string): () => void {
  const release = () => {
    process.off('exit', release);
    rmSync(path, { force: true });
  };
  process.once('exit', release);
  return release;
}

/**
 * Takes a lock that lasts as long as this process. Gives the function that lets go of it, or the number of the
 * living process that holds it. A lock whose holder has died is taken over.
 */
export function takeLock(path: string): (() => void) | number {
  const mine: Holder = { pid: process.pid, born: birthOf(process.pid) ?? '' };
  for (let attempt = 0; attempt < 50; attempt++) {
    const holder = read(path);
    if (holder && lives(holder)) return holder.pid;
    if (holder) removeStale(path, holder);
    if (place(path, mine)) return releaser(path);
  }
  throw new StartError(`${path} changes hands all the time; remove it when no launcher is running.`);
}
