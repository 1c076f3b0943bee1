import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port';
import { temporaryFolder } from '../process/temporary-folder';
import { findVarnish } from './varnish-installation';
import { VarnishServer } from './varnish-server';
import { varnishArguments, varnishProgram, type VarnishOptions } from './varnish.options';

/**
 * Starts a Varnish of our own before a service and resolves when it answers. It ends with this process at the latest.
 * Rejects with VarnishMissingError or VarnishStartError.
 */
export async function startVarnish(options: VarnishOptions): Promise<VarnishServer> {
  const command = findVarnish();
  const dir = temporaryFolder('varnish');
  writeFileSync(join(dir, 'main.vcl'), varnishProgram(options));
  const port = options.port ?? (await freePort());
  const purgePort = options.purgePort ?? (await freePort());
  const args = varnishArguments(dir, { http: port, purge: purgePort }, options.args);
  const server = new VarnishServer({ command, args, dir, port, purgePort });
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
