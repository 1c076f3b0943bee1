import { overview } from '../overview';
import { noteRunning } from '../running-note';
import { assertPortsFree } from '../ports';
import { takeLock } from '../process-lock';
import { buildApps } from '../nx';
import { dataServers, givenUrls, type DataServers } from '../servers/data-servers';
import { watchServers } from '../servers/watch-servers';
import { Fleet } from '../services/fleet';
import { migrateAll } from '../services/migrations';
import { listenHost, serviceEnvironment } from '../services/service-environment';
import { type Session } from '../session';
import { StartError } from '../start.error';
import { readStartOptions, startHelp, type StartOptions } from '../start.options';
import { freshLog, openStateFolder, unusable, type StateFolder } from '../state-folder';
import { colour, say, step } from '../terminal';
import { watchModes } from '../watch/mode-watch';
import { readablePath } from '../workspace';

function lock(folder: StateFolder, session: Session): void {
  let held: ReturnType<typeof takeLock>;
  try {
    held = takeLock(folder.launcherLock);
  } catch (error) {
    throw error instanceof StartError ? error : unusable(folder.root, error);
  }
  if (typeof held === 'number') {
    throw new StartError(
      `The state folder ${readablePath(folder.root)} is in use by another npm start (process ${held}); end that one or choose another with --state <folder>.`,
    );
  }
  session.defer(held);
}

/** What became of the data servers, in a line. */
function serversOutcome({ postgres, redis }: DataServers): string {
  const place = ({ host, port, running }: DataServers['postgres']) =>
    `${host}:${port}${running?.isNew ? ', new' : ''}${running ? '' : ', yours'}`;
  return `PostgreSQL ${place(postgres)}; Redis ${redis.trouble ? 'none' : place(redis)}`;
}

async function startServices(
  options: StartOptions,
  servers: DataServers,
  folder: StateFolder,
  session: Session,
): Promise<Fleet> {
  const plans = [...options.ports].map(([name, port]) => ({
    name,
    port,
    env: serviceEnvironment(name, options, servers, folder),
    logFile: freshLog(folder, name),
  }));
  const fleet = new Fleet(plans, session.ending);
  session.defer(() => fleet.stop());
  await step(
    'services',
    () => fleet.start(),
    () => `${plans.length} ready`,
  );
  return fleet;
}

async function bringUp(options: StartOptions, folder: StateFolder, session: Session): Promise<void> {
  const names = [...options.ports.keys()];
  const { ending } = session;
  if (options.build) {
    await step(
      'build',
      () => buildApps([...names, 'web', 'operator'], ending),
      (cached) => `${names.length} apps and the pages${cached ? ', from the cache' : ''}`,
    );
  }
  if (ending.aborted) return;
  const servers = await step('servers', () => dataServers(folder, session, options.redis), serversOutcome);
  if (ending.aborted) return;
  if (servers.rolePasswords) {
    await step(
      'migrations',
      () => migrateAll(names, servers, folder),
      () => `${names.length} schemas up to date`,
    );
  }
  if (ending.aborted) return;
  const fleet = await startServices(options, servers, folder, session);
  if (ending.aborted) return;
  session.defer(noteRunning(folder, fleet.services, servers));
  say(`\n${overview(fleet.services, servers, folder)}\n`);
  if (servers.redis.trouble)
    say(colour.yellow(`Without Redis, so in degraded mode: ${servers.redis.trouble}.\n`));
  const lost = watchServers(servers, ending);
  await Promise.race([lost, Promise.all([fleet.watch(), watchModes(fleet.services, ending)])]);
}

/** `npm start`: the whole system, until someone ends it. */
export async function start(args: string[], session: Session): Promise<void> {
  const options = readStartOptions(args);
  if (!options) return say(startHelp);
  givenUrls();
  const folder = openStateFolder(options.stateFolder);
  lock(folder, session);
  await assertPortsFree(options.ports, listenHost());
  say(`${colour.bold('SecureConnect')}`);
  await bringUp(options, folder, session);
}
