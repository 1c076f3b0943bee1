import { type ServiceName } from '@secureconnect/contracts';
import { readSecrets } from '../secrets';
import { StartError } from '../start.error';
import { type Session } from '../session';
import { type StateFolder } from '../state-folder';
import { assertDatabaseReachable } from './given-database';
import { redisTrouble } from './given-redis';
import { addressOf, databaseScheme, readGivenUrl, redisScheme, type Address } from './given-url';
import { KeeperClient } from './keeper-client';
import { type KeeperNotice, type MissingServer, type RunningServer } from './keeper-protocol';

/** A data server as the services and the table need it. */
export interface DataServer extends Address {
  /** Connection string with all rights; for PostgreSQL the administrator's. */
  readonly url: string;
  /** Missing: the person's own, named by the environment. */
  readonly running?: RunningServer;
  /** Why there is none; the services then start degraded. */
  readonly trouble?: string;
}

/** The PostgreSQL and the Redis of this run. */
export interface DataServers {
  readonly postgres: DataServer;
  readonly redis: DataServer;
  /** Set for the PostgreSQL of the state folder, where each service has a role of its own. */
  readonly rolePasswords?: Readonly<Record<ServiceName, string>>;
  /** Set when a keeper runs some of them. */
  readonly keeper?: KeeperClient;
}

/** What the environment names; throws one sentence about a malformed URL. */
export const givenUrls = (): { database: URL | undefined; redis: URL | undefined } => ({
  database: readGivenUrl(databaseScheme),
  redis: readGivenUrl(redisScheme),
});

const loopback = '127.0.0.1';
const embedded = (running: RunningServer, url: string): DataServer => ({
  host: loopback,
  port: running.port,
  url,
  running,
});

async function givenRedis(url: URL): Promise<DataServer> {
  return { ...addressOf(url, redisScheme), url: url.href, trouble: await redisTrouble(url) };
}

function keptRedis(answer: RunningServer | MissingServer | undefined, password: string): DataServer {
  const urlAt = (port: number) => `redis://:${password}@${loopback}:${port}`;
  if (answer && 'pid' in answer) return embedded(answer, urlAt(answer.port));
  // An address all the same: the services would otherwise look for Redis at its usual port, where another may be.
  const { port, reason } = answer ?? { port: 63799, reason: 'left out by --no-redis' };
  return { host: loopback, port, url: urlAt(port), trouble: reason };
}

type Ready = Extract<KeeperNotice, { tell: 'ready' }>;

/** Finds or starts the data servers, and lets go of them at the session's end. */
export async function dataServers(
  folder: StateFolder,
  session: Session,
  wantRedis: boolean,
): Promise<DataServers> {
  const given = givenUrls();
  if (given.database) await assertDatabaseReachable(given.database);
  const ownRedis = given.redis && wantRedis ? await givenRedis(given.redis) : undefined;
  const ownDatabase = given.database && {
    ...addressOf(given.database, databaseScheme),
    url: given.database.href,
  };
  if (ownDatabase && (ownRedis || !wantRedis)) {
    return { postgres: ownDatabase, redis: ownRedis ?? keptRedis(undefined, 'none') };
  }
  const keeper = await KeeperClient.enter(folder, session.ending);
  session.defer(() => keeper.leave());
  const request = { ask: 'servers', postgres: !ownDatabase, redis: wantRedis && !ownRedis } as const;
  const ready: Ready = await keeper.ask(request, 'ready');
  const secrets = readSecrets(folder);
  const redis = ownRedis ?? keptRedis(ready.redis, secrets.redis);
  if (ownDatabase) return { postgres: ownDatabase, redis, keeper };
  if (!ready.postgres) throw new StartError('The keeper of the data servers gave no PostgreSQL.');
  const url = `postgres://postgres:${secrets.postgres}@${loopback}:${ready.postgres.port}/secureconnect`;
  return { postgres: embedded(ready.postgres, url), redis, rolePasswords: secrets.roles, keeper };
}
