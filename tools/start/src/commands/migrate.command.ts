import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serviceNames } from '@secureconnect/contracts';
import { buildApps } from '../nx';
import { dataServers, givenUrls } from '../servers/data-servers';
import { migrateAll } from '../services/migrations';
import { type Session } from '../session';
import { StartError } from '../start.error';
import { stateFolderOf } from '../start.options';
import { openStateFolder } from '../state-folder';
import { step } from '../terminal';
import { builtApp } from '../workspace';

/** `npm run migrate`: brings all five schemas up to date, in DATABASE_URL or else in the state folder's own. */
export async function migrateSystem(args: string[], session: Session): Promise<void> {
  const { values } = parseArgs({ args, options: { state: { type: 'string' } } });
  const isProduction = process.env['NODE_ENV'] === 'production';
  if (isProduction && !givenUrls().database) {
    throw new StartError(
      'DATABASE_URL must be set to migrate in production, as postgres://user:password@host:5432/database.',
    );
  }
  if (!isProduction || !serviceNames.every((name) => existsSync(builtApp(name)))) {
    await step(
      'build',
      () => buildApps(serviceNames, session.ending),
      () => `${serviceNames.length} apps`,
    );
  }
  if (session.ending.aborted) return;
  const folder = openStateFolder(stateFolderOf(values.state));
  const servers = await dataServers(folder, session, false);
  const outcome = () => `${serviceNames.length} schemas up to date`;
  await step('migrations', () => migrateAll(serviceNames, servers, folder), outcome);
}
