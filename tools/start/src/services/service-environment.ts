import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { type DataServers } from '../servers/data-servers';
import { type StartOptions } from '../start.options';
import { authSecrets } from '../auth-secrets';
import { operatorSecrets } from '../operator-secrets';
import { pushSecrets } from '../push-secrets';
import { storageValues } from '../storage-values';
import { type StateFolder } from '../state-folder';
import { personsEnvironment } from '../workspace';

/** The address the services listen on. */
export const listenHost = (): string => process.env['HOST']?.trim() || '127.0.0.1';

/** The base of a service's addresses as seen from this machine. */
export function baseUrl(port: number): string {
  const host = listenHost();
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** What it takes to bring one service's schema up to date: all rights, and the password its own role gets. */
export function migrationEnvironment(name: ServiceName, servers: DataServers): NodeJS.ProcessEnv {
  const password = servers.rolePasswords?.[name];
  return {
    ...personsEnvironment(),
    DATABASE_URL: servers.postgres.url,
    ...(password && { DATABASE_ROLE_PASSWORD: password }),
  };
}

/** What a person has not set themselves. */
function defaults(options: StartOptions, folder: StateFolder): NodeJS.ProcessEnv {
  const upstreams = serviceNames.filter((name) => name !== 'gateway');
  return {
    NODE_ENV: 'development',
    // Someone is watching: what Redis does is to be seen within seconds, and by all five at about the same time.
    REDIS_HEALTH_CHECK_INTERVAL: '2',
    MAIL_OUTBOX_DIR: folder.outbox,
    ...authSecrets(folder),
    ...operatorSecrets(folder),
    ...pushSecrets(folder),
    ...storageValues(folder),
    ...Object.fromEntries(
      upstreams.map((name) => [`${name.toUpperCase()}_URL`, baseUrl(options.allPorts[name])]),
    ),
  };
}

function database(name: ServiceName, { postgres, rolePasswords }: DataServers): NodeJS.ProcessEnv {
  if (!rolePasswords) return { DATABASE_URL: postgres.url };
  const url = new URL(postgres.url);
  url.username = `secureconnect_${name}`;
  url.password = rolePasswords[name];
  // Its own role may use its schema but not change it; the launcher has migrated.
  return { DATABASE_URL: url.href, MIGRATE_ON_START: 'false' };
}

/** The whole environment one service is started with. */
export function serviceEnvironment(
  name: ServiceName,
  options: StartOptions,
  servers: DataServers,
  folder: StateFolder,
): NodeJS.ProcessEnv {
  return {
    ...defaults(options, folder),
    ...personsEnvironment(),
    HOST: listenHost(),
    PORT: String(options.allPorts[name]),
    ...database(name, servers),
    REDIS_URL: servers.redis.url,
  };
}
