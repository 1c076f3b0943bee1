import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findPrometheus,
  freePort,
  PrometheusServer,
  ServerProcess,
  temporaryFolder,
} from '@secureconnect/testing';
import { liveConfiguration, type Target } from '../rules/live-configuration';

/** Starts a real Prometheus as it is shipped, on other targets; resolves when it has scraped all of them. */
export async function startWatching(targets: readonly Target[]): Promise<PrometheusServer> {
  const folder = temporaryFolder('prometheus');
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, liveConfiguration(targets));
  const port = await freePort();
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const logFile = join(folder, 'prometheus.log');
  const process = new ServerProcess({ command: findPrometheus(), args, cwd: folder, logFile });
  const server = new PrometheusServer(port, process, folder);
  await server.ready();
  await server.scraping();
  return server;
}
