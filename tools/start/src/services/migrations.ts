import { type ServiceName } from '@secureconnect/contracts';
import { ServerProcess, until } from '@secureconnect/testing';
import { type DataServers } from '../servers/data-servers';
import { StartError } from '../start.error';
import { freshLog, type StateFolder } from '../state-folder';
import { builtApp, readablePath, workspaceRoot } from '../workspace';
import { endOf, lastLines } from './service';
import { migrationEnvironment } from './service-environment';

const patience = 60_000;

async function migrate(name: ServiceName, servers: DataServers, folder: StateFolder): Promise<void> {
  const logFile = freshLog(folder, `migrate-${name}`);
  const env = migrationEnvironment(name, servers);
  const args = [builtApp(name), 'migrate'];
  const run = new ServerProcess({ command: process.execPath, args, env, logFile, cwd: workspaceRoot });
  const over = () => !run.running;
  await until('an end', over, { timeout: patience }).catch(() => run.kill());
  if (run.exit?.code === 0) return;
  const words = lastLines(run.log(), 12);
  throw new StartError(
    `The schema of ${name} could not be brought up to date (${endOf(run)}); ${readablePath(logFile)} ends:\n${words}`,
  );
}

/** Brings the schemas of the services up to date, each by its own program. */
export async function migrateAll(
  names: readonly ServiceName[],
  servers: DataServers,
  folder: StateFolder,
): Promise<void> {
  const results = await Promise.allSettled(names.map((name) => migrate(name, servers, folder)));
  for (const result of results) if (result.status === 'rejected') throw result.reason as Error;
}
