import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { StartError } from './start.error';
import { type StateFolder } from './state-folder';
import { readablePath } from './workspace';

/** The passwords a state folder's data servers are started with. */
export interface Secrets {
  readonly postgres: string;
  readonly redis: string;
  readonly roles: Readonly<Record<ServiceName, string>>;
}

// Letters and digits only, so that a password needs no escaping in a URL or a configuration file.
const password = () => randomBytes(24).toString('hex');

function generate(): Secrets {
  const roles = serviceNames.map((name) => [name, password()]);
  return { postgres: password(), redis: password(), roles: Object.fromEntries(roles) as Secrets['roles'] };
}

function isWhole(value: unknown): value is Secrets {
  const { postgres, redis, roles } = (value ?? {}) as Partial<Secrets>;
  return Boolean(postgres && redis && roles && serviceNames.every((name) => roles[name]));
}

/** Reads the secrets of a state folder. */
export function readSecrets(folder: StateFolder): Secrets {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(folder.secrets, 'utf8'));
  } catch (error) {
    throw new StartError(`${readablePath(folder.secrets)} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  if (isWhole(value)) return value;
  throw new StartError(`${readablePath(folder.secrets)} does not hold all the passwords it should.`);
}

/** Reads the secrets, or makes them for a state folder that has no data yet. */
export function ensureSecrets(folder: StateFolder): Secrets {
  if (existsSync(folder.secrets)) return readSecrets(folder);
  if (existsSync(join(folder.postgres, 'PG_VERSION'))) {
    throw new StartError(
      `${readablePath(folder.secrets)} is missing, and it holds the password of the data in ` +
        `${readablePath(folder.postgres)}: put it back, or remove the data to start anew.`,
    );
  }
  const secrets = generate();
  const draft = `${folder.secrets}.new`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, folder.secrets);
  return secrets;
}
