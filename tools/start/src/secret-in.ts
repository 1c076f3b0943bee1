import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { reasonOf } from './start.error';
import { type StateFolder, unusable } from './state-folder';

/** The secret in a file of a state folder: made at the first run, the same for every one after it. */
export function secretIn(file: string, folder: StateFolder): string {
  try {
    // Whoever comes first makes it; the others read what is there.
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (reasonOf(error) !== 'EEXIST') throw unusable(folder.root, error);
  }
  return readFileSync(file, 'utf8').trim();
}
