import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serviceNames, servicePorts } from '@secureconnect/contracts';
import { assertPortsFree } from '../ports';
import { dataServers } from '../servers/data-servers';
import { watchServers } from '../servers/watch-servers';
import { ReloadingProgram } from '../services/reloading-program';
import { listenHost } from '../services/service-environment';
import { type Session } from '../session';
import { authSecrets } from '../auth-secrets';
import { operatorSecrets } from '../operator-secrets';
import { pushSecrets } from '../push-secrets';
import { StartError } from '../start.error';
import { storageValues } from '../storage-values';
import { stateFolderOf } from '../start.options';
import { openStateFolder } from '../state-folder';
import { colour, say } from '../terminal';
import { personsEnvironment, workspaceRoot } from '../workspace';

const fromSource = [
  '--enable-source-maps',
  ...['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source', 'src/main.ts'],
];
const stopPatience = 6_500;

/** Runs an app from its source, anew after each change, until the session ends. */
async function runFromSource(app: string, env: NodeJS.ProcessEnv, session: Session): Promise<number> {
  const libraries = readdirSync(join(workspaceRoot, 'libs')).map((name) => join('libs', name));
  const program = new ReloadingProgram({
    args: fromSource,
    cwd: join(workspaceRoot, 'apps', app),
    env,
    sources: [join('apps', app), ...libraries].map((folder) => join(workspaceRoot, folder, 'src')),
  });
  session.defer(() => program.close(stopPatience));
  await session.untilAsked();
  return 0;
}

/** `serve <app>`: one service from source with reload, on data servers shared with whoever else runs here. */
export async function serve(args: string[], session: Session): Promise<number> {
  const options = { state: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const app = serviceNames.find((name) => name === positionals[0]);
  if (!app) throw new StartError(`Say which to serve: ${serviceNames.join(', ')}.`);
  const port = Number(process.env['PORT'] || servicePorts[app]);
  await assertPortsFree(new Map([[app, port]]), listenHost());
  const folder = openStateFolder(stateFolderOf(values.state));
  const servers = await dataServers(folder, session, true);
  if (session.ending.aborted) return 0;
  if (servers.redis.trouble)
    say(colour.yellow(`Without Redis, so in degraded mode: ${servers.redis.trouble}.`));
  const env = {
    MAIL_OUTBOX_DIR: folder.outbox,
    ...authSecrets(folder),
    ...operatorSecrets(folder),
    ...pushSecrets(folder),
    ...storageValues(folder),
    ...personsEnvironment(),
    DATABASE_URL: servers.postgres.url,
    REDIS_URL: servers.redis.url,
  };
  const lost = watchServers(servers, session.ending).then(() => 0);
  return Promise.race([runFromSource(app, env, session), lost]);
}
