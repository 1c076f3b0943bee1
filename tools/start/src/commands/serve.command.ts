import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serviceNames, servicePorts } from '@secureconnect/contracts';
import { janitor } from '@secureconnect/testing';
import { assertPortsFree } from '../ports';
import { dataServers } from '../servers/data-servers';
import { watchServers } from '../servers/watch-servers';
import { listenHost } from '../services/service-environment';
import { type Session } from '../session';
import { StartError } from '../start.error';
import { stateFolderOf } from '../start.options';
import { openStateFolder } from '../state-folder';
import { colour, say } from '../terminal';
import { personsEnvironment, workspaceRoot } from '../workspace';

const withReload = [
  '--watch',
  '--watch-preserve-output',
  '-C',
  '@secureconnect/source',
  '-r',
  '@swc-node/register',
];
const stopPatience = 6_500;

/** Runs an app from its source, reloading; resolves with its exit code when it or the session ends. */
function runFromSource(app: string, env: NodeJS.ProcessEnv, session: Session): Promise<number> {
  const child = spawn(process.execPath, [...withReload, 'src/main.ts'], {
    cwd: join(workspaceRoot, 'apps', app),
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // Should this process be killed, the janitor ends the watcher and what it runs.
  const { pid } = child;
  if (pid !== undefined) janitor.addGroup(pid);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (pid !== undefined) janitor.removeGroup(pid);
      resolve(code ?? 0);
    });
  });
  session.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopPatience);
    await ended;
    clearTimeout(timer);
  });
  return Promise.race([ended, session.untilAsked().then(() => 0)]);
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
    STORAGE_DIR: folder.files,
    ...personsEnvironment(),
    DATABASE_URL: servers.postgres.url,
    REDIS_URL: servers.redis.url,
  };
  const lost = watchServers(servers, session.ending).then(() => 0);
  return Promise.race([runFromSource(app, env, session), lost]);
}
