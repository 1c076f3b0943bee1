import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ServiceName } from '@secureconnect/contracts';
import { buildApps } from '../nx';
import { dataServers } from '../servers/data-servers';
import { migrateAll } from '../services/migrations';
import { migrationEnvironment } from '../services/service-environment';
import { type Session } from '../session';
import { authSecrets } from '../auth-secrets';
import { stateFolderOf } from '../start.options';
import { storageValues } from '../storage-values';
import { openStateFolder } from '../state-folder';
import { step } from '../terminal';
import { builtApp, workspaceRoot } from '../workspace';

const options = {
  state: { type: 'string' },
  email: { type: 'string' },
  username: { type: 'string' },
  to: { type: 'string' },
  concurrency: { type: 'string' },
  rate: { type: 'string' },
} as const;

/** `storage …` is storage's own to understand; all else is auth's. */
const asked = (positionals: readonly string[]): { app: ServiceName; words: string[] } =>
  positionals[0] === 'storage'
    ? { app: 'storage', words: positionals.slice(1) }
    : { app: 'auth', words: ['admin', ...positionals] };

/**
 * `npm run admin -- …`: makes an administrator, takes a second factor away, or moves files to another store, in
 * DATABASE_URL or else in the state folder's own.
 */
export async function admin(args: string[], session: Session): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const { state, ...who } = values;
  const { app, words } = asked(positionals);
  const isProduction = process.env['NODE_ENV'] === 'production';
  if (!isProduction || !existsSync(builtApp(app)))
    await step(
      'build',
      () => buildApps([app], session.ending),
      () => app,
    );
  if (session.ending.aborted) return 1;
  const folder = openStateFolder(stateFolderOf(state));
  const servers = await dataServers(folder, session, false);
  // In production whoever migrates does it on purpose; an administrator of accounts need not be one of the database.
  if (!isProduction) await migrateAll([app], servers, folder);
  const given = [...words, ...Object.entries(who).flatMap(([name, value]) => [`--${name}`, value])];
  const secrets = app === 'auth' ? authSecrets(folder) : storageValues(folder);
  const env = { ...secrets, ...migrationEnvironment(app, servers) };
  const child = spawn(process.execPath, [builtApp(app), ...given], {
    ...{ cwd: workspaceRoot, env, stdio: 'inherit', signal: session.ending },
  });
  // An abort comes as an error too; the session says what it was.
  child.on('error', () => undefined);
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
