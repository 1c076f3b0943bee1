import { execFile } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresFiles } from './postgres-binaries';
import { PostgresStartError } from './postgres-start.error';

const run = promisify(execFile);
const nobody = { uid: 65534, gid: 65534 };

type Account = { uid: number; gid: number };

/** Whose server it will be: ours, or when we are root (whom PostgreSQL refuses) the folder's owner or nobody. */
export function accountFor(dir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (!existsSync(dir)) return nobody;
  const { uid, gid } = statSync(dir);
  return uid === 0 ? nobody : { uid, gid };
}

/** Gives a file or folder to the account that will use it. */
export function giveTo(account: Account | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}

const asAccount = ({ uid, gid }: Account, capability: string) => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  ...['inh-caps', 'ambient-caps', 'bounding-set'].map((set) => `--${set}=-all${capability}`),
  // initdb asks access(2) for its programs, which overlooks the capability of a user unless this is set.
  ...(capability === '' ? [] : ['--securebits=+no_setuid_fixup']),
];

/**
 * The words to put before a PostgreSQL program so that it runs as the account. A clone or data folder below a
 * folder that only root may enter is reached with one capability, to search and read, added only then.
 */
export async function runAs(account: Account | undefined, bin: string, dir: string): Promise<string[]> {
  if (!account) return [];
  const reads = [bin, join(bin, 'postgres'), ...postgresFiles(bin)];
  const check =
    'test -w "$1" && test -x "$1" || { echo "$1"; exit 1; }; shift; for f; do test -r "$f" && test -x "$f" || { echo "$f"; exit 1; }; done';
  let failure: unknown;
  for (const capability of ['', ',+dac_read_search']) {
    const prefix = asAccount(account, capability);
    try {
      await run('/usr/bin/env', [...prefix, 'sh', '-c', check, 'sh', dir, ...reads], { cwd: '/' });
      return prefix;
    } catch (error) {
      failure = error;
    }
  }
  const path = (failure as { stdout?: string }).stdout?.trim() || bin;
  const why = `it will not run as root, and user ${account.uid} cannot reach ${path}`;
  throw new PostgresStartError(dir, why, { cause: failure });
}
