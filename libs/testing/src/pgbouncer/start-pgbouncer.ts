import { freePort } from '../process/free-port';
import { temporaryFolder } from '../process/temporary-folder';
import { findPgBouncer } from './pgbouncer-installation';
import { PgBouncerServer } from './pgbouncer-server';
import { type PgBouncerOptions, writePgBouncerFiles } from './pgbouncer.options';

/**
 * Starts a PgBouncer of our own before a PostgreSQL and resolves when it accepts. It ends with this process at the
 * latest. Rejects with PgBouncerMissingError or PgBouncerStartError.
 */
export async function startPgBouncer(options: PgBouncerOptions): Promise<PgBouncerServer> {
  const command = findPgBouncer();
  const dir = temporaryFolder('pgbouncer');
  const port = await freePort();
  const file = writePgBouncerFiles(dir, port, options);
  // It refuses to be root, and says nothing of who else it may be.
  const account = process.getuid?.() === 0 ? ['--user=nobody'] : [];
  const server = new PgBouncerServer({ command, args: [...account, file], dir, port });
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
