import { accessSync, chmodSync, constants, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reasonOf, StartError } from './start.error';
import { readablePath } from './workspace';

/** Everything a run keeps: data, logs, secrets, locks. */
export interface StateFolder {
  readonly root: string;
  readonly postgres: string;
  readonly redis: string;
  readonly logs: string;
  readonly outbox: string;
  readonly files: string;
  readonly secrets: string;
  readonly signingKeysSecret: string;
  readonly authSecret: string;
  readonly storageSecret: string;
  readonly operatorToken: string;
  readonly launcherLock: string;
  readonly keeperLock: string;
  readonly keeperSocket: string;
  /** What runs, and where, for tools that visit a system that is up. */
  readonly running: string;
}

const why: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOENT: 'no folder can be made there',
  EEXIST: 'there is a file of that name',
};

/** The sentence for a state folder that cannot be used. */
export function unusable(path: string, error: unknown): StartError {
  const code = reasonOf(error);
  return new StartError(
    `The state folder ${readablePath(path)} cannot be used: ${why[code] ?? code}; choose another with --state <folder>.`,
    { cause: error },
  );
}

/** Names all that belongs to a state folder; makes nothing. */
export function stateFolderAt(root: string): StateFolder {
  return {
    root,
    postgres: join(root, 'postgres'),
    redis: join(root, 'redis'),
    logs: join(root, 'logs'),
    outbox: join(root, 'outbox'),
    files: join(root, 'files'),
    secrets: join(root, 'secrets.json'),
    signingKeysSecret: join(root, 'signing-keys.secret'),
    authSecret: join(root, 'auth.secret'),
    storageSecret: join(root, 'storage.secret'),
    operatorToken: join(root, 'operator.token'),
    launcherLock: join(root, 'launcher.lock'),
    keeperLock: join(root, 'keeper.lock'),
    keeperSocket: join(root, 'keeper.sock'),
    running: join(root, 'running.json'),
  };
}

/**
 * Makes a folder, and those above it from the first that exists. Node's own recursive mkdir spins for ever
 * where every mkdir is answered ENOENT, as in /proc.
 */
function makeFolder(path: string): void {
  const missing: string[] = [];
  let at = path;
  for (; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  const code = at === path ? 'EEXIST' : 'ENOTDIR';
  if (!statSync(at).isDirectory()) throw Object.assign(new Error(at), { code });
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (reasonOf(error) !== 'EEXIST') throw error; // Another run may have made it meanwhile.
    }
  }
}

/** Makes the state folder, closed to everyone else, and the rooms in it. */
export function openStateFolder(root: string): StateFolder {
  const folder = stateFolderAt(root);
  try {
    makeFolder(root);
    accessSync(root, constants.W_OK | constants.X_OK);
    chmodSync(root, 0o700);
    for (const room of [folder.logs, folder.outbox, folder.files]) mkdirSync(room, { recursive: true });
  } catch (error) {
    throw unusable(root, error);
  }
  return folder;
}

/** The log file of a program, new for this run; the one of the run before is kept beside it. */
export function freshLog(folder: StateFolder, name: string): string {
  const file = join(folder.logs, `${name}.log`);
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return file;
}
