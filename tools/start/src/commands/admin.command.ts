import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildApps } from '../nx';
import { dataServers } from '../servers/data-servers';
import { migrateAll } from '../services/migrations';
import { migrationEnvironment } from '../services/service-environment';
import { type Session } from '../session';
import { authSecrets } from '../auth-secrets';
import { stateFolderOf } from '../start.options';
import { openStateFolder } from '../state-folder';
import { step } from '../terminal';
import { builtApp, workspaceRoot } from '../workspace';

const options = {
  state: { type: 'string' },
  email: { type: 'string' },
  username: { type: 'string' },
} as const;

/** `npm run admin -- …`: makes an administrator or takes a second factor away, in DATABASE_URL or else in the state folder's own. */
export async function admin(args: string[], session: Session): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const { state, ...who } = values;
  const isProduction = process.env['NODE_ENV'] === 'production';
  if (!isProduction || !existsSync(builtApp('auth')))
    await step(
      'build',
      () => buildApps(['auth'], session.ending),
      () => 'auth',
    );
  if (session.ending.aborted) return 1;
  const folder = openStateFolder(stateFolderOf(state));
  const servers = await dataServers(folder, session, false);
  // In production whoever migrates does it on purpose; an administrator of accounts need not be one of the database.
  if (!isProduction) await migrateAll(['auth'], servers, folder);
  const given = [...positionals, ...Object.entries(who).flatMap(([name, value]) => [`--${name}`, value])];
  const env = { ...authSecrets(folder), ...migrationEnvironment('auth', servers) };
  const child = spawn(process.execPath, [builtApp('auth'), 'admin', ...given], {
    ...{ cwd: workspaceRoot, env, stdio: 'inherit', signal: session.ending },
  });
  // An abort comes as an error too; the session says what it was.
  child.on('error', () => undefined);
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
