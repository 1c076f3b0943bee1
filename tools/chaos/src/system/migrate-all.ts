import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type PostgresServer } from '@secureconnect/testing';
import { workspaceRoot } from '../workspace';
import { type SharedSettings } from './instance-environment';
import { type StormService } from './storm-system';

const run = promisify(execFile);

/** Brings every schema up to date, as `npm run migrate` does: in production no service may do it itself. */
export async function migrateAll(
  services: readonly StormService[],
  postgres: PostgresServer,
  shared: SharedSettings,
): Promise<void> {
  // Nobody waits for an answer here; on a busy machine a second is little.
  const patience = { DATABASE_CONNECT_TIMEOUT_MS: '60000' };
  const owner = { ...patience, DATABASE_URL: postgres.url, DATABASE_ROLE_PASSWORD: shared.rolePassword };
  await Promise.all(
    services.map(async (service) => {
      const env = { ...process.env, ...shared.environment(service), ...owner };
      await run(process.execPath, [join(workspaceRoot, `dist/apps/${service}/main.js`), 'migrate'], { env });
    }),
  );
}
