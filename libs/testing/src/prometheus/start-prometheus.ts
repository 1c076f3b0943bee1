import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port';
import { ServerProcess } from '../process/server-process';
import { temporaryFolder } from '../process/temporary-folder';
import { findPrometheus } from './prometheus-installation';
import { PrometheusServer } from './prometheus-server';

/** What to scrape and what to hold it to. */
export type PrometheusOptions = {
  /** host:port of each target. */
  targets: readonly string[];
  /** The text of a file of rules. */
  rules: string;
  /** Between two scrapes, and between two looks at the rules. */
  intervalMs?: number;
};

/** Starts a Prometheus of our own on 127.0.0.1 and resolves when it answers; await `scraping()` before asking it. */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusServer> {
  const command = findPrometheus();
  const folder = temporaryFolder('prometheus');
  const config = join(folder, 'prometheus.yml');
  writeFileSync(join(folder, 'rules.yml'), options.rules);
  writeFileSync(config, JSON.stringify(configuration(options))); // JSON is YAML too.
  const port = await freePort();
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const process = new ServerProcess({ command, args, cwd: folder, logFile: join(folder, 'prometheus.log') });
  const server = new PrometheusServer(port, process, folder);
  await server.ready();
  return server;
}

function configuration({ targets, intervalMs = 500 }: PrometheusOptions): object {
  const interval = `${intervalMs}ms`;
  return {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: 'secureconnect', static_configs: [{ targets }] }],
  };
}
