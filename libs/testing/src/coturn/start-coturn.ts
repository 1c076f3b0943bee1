import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port';
import { temporaryFolder } from '../process/temporary-folder';
import { findCoturn } from './coturn-installation';
import { CoturnServer } from './coturn-server';
import { coturnConfiguration, type CoturnOptions, ownAddress } from './coturn.options';

/**
 * Starts a coturn of our own and resolves when it answers. It ends with this process at the latest.
 * Rejects with CoturnMissingError or CoturnStartError.
 */
export async function startCoturn(options: CoturnOptions): Promise<CoturnServer> {
  const command = findCoturn();
  const dir = temporaryFolder('coturn');
  const port = await freePort();
  const address = options.address ?? ownAddress();
  const text = coturnConfiguration(options, { dir, port, address });
  writeFileSync(join(dir, 'turnserver.conf'), text, { mode: 0o600 });
  const server = new CoturnServer({ command, dir, address, port });
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
