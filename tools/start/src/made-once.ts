import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { reasonOf } from './start.error';
import { type StateFolder, unusable } from './state-folder';

/** What a file of a state folder holds: made at the first run, the same for every one after it, and never half of it. */
export function madeOnce(file: string, folder: StateFolder, make: () => string): string {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, make(), { mode: 0o600 });
    // Whoever comes first gives it its name; the others read what is there.
    linkSync(own, file);
  } catch (error) {
    if (reasonOf(error) !== 'EEXIST') throw unusable(folder.root, error);
  } finally {
    rmSync(own, { force: true });
  }
  return readFileSync(file, 'utf8');
}
