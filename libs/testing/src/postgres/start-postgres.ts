import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../process/free-port';
import { ServerProcess } from '../process/server-process';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { copyTemplate } from './cluster-template';
import { copyPrimary } from './copy-primary';
import { initialise } from './initialise';
import { accountFor, giveTo, runAs } from './postgres-account';
import { postgresBinaries } from './postgres-binaries';
import { PostgresServer, type PostgresSetup } from './postgres-server';
import { PostgresStartError, reasonIn } from './postgres-start.error';
import { postgresArguments, type PostgresOptions } from './postgres.options';

/**
 * Starts a PostgreSQL of our own on 127.0.0.1 and resolves when it answers. It ends with this process at the
 * latest. Rejects with PostgresStartError when the data folder or the port will not do.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const temporary = options.dir === undefined ? temporaryFolder('postgres') : undefined;
  try {
    return await startIn(temporary, options);
  } catch (error) {
    if (temporary) await removeFolder(temporary);
    throw error;
  }
}

async function startIn(temporary: string | undefined, options: PostgresOptions): Promise<PostgresServer> {
  const dir = resolve(options.dir ?? join(temporary ?? '', 'data'));
  if (temporary) giveTo(accountFor(temporary), temporary);
  const bin = postgresBinaries();
  const copied = options.standbyOf
    ? await copyPrimary(options.standbyOf, dir)
    : temporary && options.password === undefined
      ? await copyTemplate(dir, bin)
      : undefined;
  const password = copied ?? options.password ?? randomBytes(18).toString('base64url');
  await initialise(dir, bin, { password, keep: temporary === undefined });
  const database = options.database ?? 'secureconnect';
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const logFile = join(dir, 'server.log');
    const setup: PostgresSetup = { dir, port, password, database, logFile, temporary, launch };
    async function launch(): Promise<ServerProcess> {
      return launchPostgres(setup, bin, options);
    }
    try {
      const launched = await launch();
      const server = new PostgresServer(setup, launched);
      await server.createDatabase(database).catch(async (error: Error) => {
        await launched.kill();
        throw new PostgresStartError(dir, error.message, { cause: error });
      });
      return server;
    } catch (error) {
      // Another process may have taken the port we found free; a port the caller named is the caller's.
      const retry =
        options.port === undefined && attempt < 5 && /could not (bind|create any TCP)/.test(String(error));
      if (!retry) throw error;
    }
  }
}

async function launchPostgres(
  setup: PostgresSetup,
  bin: string,
  options: PostgresOptions,
): Promise<ServerProcess> {
  const { dir, port, logFile } = setup;
  const account = accountFor(dir);
  if (!existsSync(logFile)) writeFileSync(logFile, '', { mode: 0o600 });
  giveTo(account, logFile);
  const [command, ...args] = [
    ...(await runAs(account, bin, dir)),
    join(bin, 'postgres'),
    ...postgresArguments(dir, port, options),
  ] as [string, ...string[]];
  const run = () => new ServerProcess({ command, args, logFile, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  let server = run();
  let lastRefusal: unknown;
  const patience = Date.now() + 5_000;
  const answers = async () => {
    if (server.running) {
      if (!isListening(dir, server.pid)) return false;
      lastRefusal = await refusal(setup);
      return lastRefusal === undefined || isFinal(lastRefusal) || crashed.test(server.log());
    }
    // The server of a launcher that was killed a moment ago is being swept up by its janitor.
    const occupied = /lock file "postmaster.pid" already exists|shared memory block/.test(server.log());
    if (!occupied || Date.now() > patience) return true;
    server = run();
    return false;
  };
  let late = false;
  await until(`PostgreSQL on port ${port}`, answers, { timeout: 60_000, every: 15 }).catch(() => {
    late = true;
  });
  if (server.running && lastRefusal === undefined && !late) return server;
  const reason = reasonOf(server, lastRefusal, late);
  await server.kill();
  throw new PostgresStartError(dir, reason, { cause: lastRefusal });
}

function reasonOf(server: ServerProcess, refused: unknown, late: boolean): string {
  if (late) return `it did not answer within 60 s; its log ends: ${reasonIn(server.log())}`;
  const { code = '', message } = (refused ?? {}) as { code?: string; message?: string };
  // The log's DETAIL about a login tells the line of pg_hba.conf, which is no help here.
  return server.running && code.startsWith('28') ? `FATAL: ${message}` : reasonIn(server.log());
}

/** Why a login fails right now; undefined when it does not. */
async function refusal({ port, password }: PostgresSetup): Promise<unknown> {
  const client = new Client({
    ...{ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' },
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined); // connect() and end() tell.
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end();
  }
}

/** Whether it is our server that listens, not whoever had the port before. */
function isListening(dir: string, pid: number): boolean {
  const lock = readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n');
  return lock[0] === String(pid) && ['ready', 'standby'].includes(lock.at(7)?.trim() ?? '');
}

const crashed = /PANIC:|was terminated by signal (6|7|11)\b/;

/** A FATAL stays so: a wrong password, damaged data. Starting up (57), too many at once (53) and no answer pass. */
function isFinal(error: unknown): boolean {
  const { severity, code = '' } = error as { severity?: string; code?: string };
  return (severity === 'FATAL' || severity === 'PANIC') && !/^5[37]/.test(code);
}
