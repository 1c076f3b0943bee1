import { freePort } from '../process/free-port';
import { temporaryFolder } from '../process/temporary-folder';
import { findClamd } from './clamd-installation';
import { ClamdServer } from './clamd-server';
import { type ClamdOptions, writeClamdFiles } from './clamd.options';

/**
 * Starts a clamd of our own that knows what it is told, and resolves when it answers. It ends with this process at the
 * latest. Rejects with ClamdMissingError or ClamdStartError.
 */
export async function startClamd(options: ClamdOptions): Promise<ClamdServer> {
  const command = findClamd();
  const dir = temporaryFolder('clamd');
  const port = await freePort();
  writeClamdFiles(dir, port, options);
  const server = new ClamdServer({ command, dir, port });
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
