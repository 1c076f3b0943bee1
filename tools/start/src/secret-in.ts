import { randomBytes } from 'node:crypto';
import { madeOnce } from './made-once';
import { type StateFolder } from './state-folder';

/** The secret in a file of a state folder: made at the first run, the same for every one after it. */
export const secretIn = (file: string, folder: StateFolder): string =>
  madeOnce(file, folder, () => randomBytes(32).toString('hex')).trim();
