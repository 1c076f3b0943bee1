import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../process/make-folder';
import { ServerProcess } from '../process/server-process';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { accountFor, giveTo, runAs } from './postgres-account';
import { PostgresStartError, reasonIn } from './postgres-start.error';

/** The superuser's password, and whether the data is to outlive the machine. */
type NewCluster = { password: string; keep: boolean };

/**
 * Makes `dir` a data folder unless it is one. All is made in a temporary sibling and renamed when complete, so
 * that an end half way leaves `dir` as it was.
 */
export async function initialise(dir: string, bin: string, { password, keep }: NewCluster): Promise<void> {
  try {
    if (existsSync(join(dir, 'PG_VERSION'))) return;
    if (existsSync(dir) && readdirSync(dir).length > 0) {
      throw new PostgresStartError(dir, 'FATAL: the folder is not empty and holds no PG_VERSION file');
    }
    makeFolder(dirname(dir));
    const workshop = temporaryFolder(`initdb-${basename(dir)}`, dirname(dir));
    try {
      await initdb(workshop, bin, { password, keep });
      renameSync(join(workshop, 'data'), dir);
    } finally {
      await removeFolder(workshop);
    }
  } catch (error) {
    if (error instanceof PostgresStartError && error.dir === dir) throw error;
    const reason = error instanceof PostgresStartError ? error.reason : (error as Error).message;
    throw new PostgresStartError(dir, reason, { cause: error });
  }
}

async function initdb(workshop: string, bin: string, { password, keep }: NewCluster): Promise<void> {
  const account = accountFor(workshop);
  const passwordFile = join(workshop, `password-${randomUUID()}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveTo(account, passwordFile);
  giveTo(account, workshop);
  const [command, ...args] = [
    ...(await runAs(account, bin, workshop)),
    join(bin, 'initdb'),
    ...['--pgdata', join(workshop, 'data'), '--username=postgres', '--auth=scram-sha-256'],
    ...['--pwfile', passwordFile, '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions'],
    ...(keep ? [] : ['--no-sync']),
  ] as [string, ...string[]];
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const made = new ServerProcess({ command, args, env, logFile: join(workshop, 'initdb.log') });
  await until('initdb to end', () => !made.running, { timeout: 120_000, every: 5 });
  if (made.exit?.code !== 0) throw new PostgresStartError(workshop, reasonIn(made.log()));
}
