import type * as fileSystem from 'node:fs';

/**
 * The System V segment of a postmaster whose folder `data` lies in a folder, as its `postmaster.pid` names it; undefined:
 * it took its leave in good order, or there is none. One that was killed leaves it, and a machine has room for 4,096. Its
 * source runs in a bare node: it may use only its parameters.
 */
export function sharedMemoryOf(folder: string, files: typeof fileSystem): string | undefined {
  const pidFile = `${folder}/data/postmaster.pid`;
  if (!files.existsSync(pidFile)) return undefined;
  // The seventh line: the key, and the id.
  return /^\s*\d+\s+(\d+)\s*$/.exec(files.readFileSync(pidFile, 'utf8').split('\n')[6] ?? '')?.[1];
}
