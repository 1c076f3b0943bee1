import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Who keeps a file: a process number alone may by now belong to another program. */
interface Keeper {
  readonly pid: number;
  readonly born: string;
}

const attempts = 10;

/** When a process began, in the system's own ticks; undefined for one that has ended. */
function birthOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : rest[18];
  } catch {
    return ''; // A system without /proc: the number alone has to do.
  }
}

function keeperIn(path: string): Keeper | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Keeper;
  } catch {
    return undefined; // Gone meanwhile, or no lock of ours: nobody's either way.
  }
}

/** Puts our name there; false when a name is there. It appears whole or not at all. */
function place(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, born: birthOf(process.pid) }), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const lives = ({ pid, born }: Keeper): boolean => birthOf(pid) === born;

/** Moves a dead keeper's name away; of several who try, one can. */
function clear(path: string): void {
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
  } catch {
    return; // Another was quicker; the next attempt shows who.
  }
  const moved = keeperIn(aside);
  if (moved && lives(moved)) giveBack(aside, path);
  rmSync(aside, { force: true });
}

/** To one who had taken it since we looked. */
function giveBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch {
    return; // A third has it by now, and the next attempt shows who.
  }
}

/**
 * Keeps other processes of this machine from a file for as long as this one lives, or until the answer is called; an
 * error that names the process which has it already. Whoever died in possession keeps nobody out.
 */
export function lockJournal(file: string): () => void {
  const path = `${file}.lock`;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (place(path)) return () => rmSync(path, { force: true });
    const keeper = keeperIn(path);
    if (keeper && lives(keeper)) throw new Error(`process ${keeper.pid} keeps its own there`);
    clear(path);
  }
  throw new Error('other processes try to have it at the same time');
}
