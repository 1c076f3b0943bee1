import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ServiceName } from '@secureconnect/contracts';
import {
  type PostgresServer,
  type RedisServer,
  type ServiceProcess,
  startPostgres,
  startRedis,
  startService,
  TokenIssuer,
} from '@secureconnect/testing';

/** What production demands beyond the database; nobody listens there, and nothing here needs them to. */
const required = {
  CHAT_URL: 'http://127.0.0.1:1',
  VIDEO_URL: 'http://127.0.0.1:1',
  STORAGE_URL: 'http://127.0.0.1:1',
  SIGNING_KEYS_SECRET: 'a secret that only tests know of',
  AUTH_SECRET: 'another secret that only tests know of',
  PUSH_SECRET: 'a third secret that only tests know of',
  STORAGE_SECRET: 'a fourth secret that only tests know of',
  PUBLIC_URL: 'http://127.0.0.1:1',
};

/** A service among the real servers it stands on. */
export interface Surroundings {
  readonly postgres: PostgresServer;
  readonly database: string;
  readonly redis: RedisServer;
  /** Stands where auth would. */
  readonly issuer: TokenIssuer;
  readonly start: (env?: NodeJS.ProcessEnv) => Promise<ServiceProcess>;
  /** Runs another verb of the service (migrate, describe) to its end and gives what it printed. */
  readonly run: (verb: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

const execute = promisify(execFile);
const workspaceRoot = join(__dirname, '..', '..', '..');

let shared: Promise<PostgresServer> | undefined;
let databases = 0;

/** Ends the PostgreSQL that all tests of a file share. */
export async function closeShared(): Promise<void> {
  await (await shared)?.close();
}

/** Gives a database and a Redis that nobody has used, and services between them as a test asks for them. */
export async function startSurroundings(app: ServiceName): Promise<Surroundings> {
  shared ??= startPostgres();
  const [postgres, redis, issuer] = await Promise.all([shared, startRedis(), TokenIssuer.start()]);
  const database = `surroundings_${(databases += 1)}`;
  const databaseUrl = await postgres.createDatabase(database);
  const services: ServiceProcess[] = [];
  const where = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    AUTH_URL: issuer.url,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    // Not one of these tests is about the deadline, which a busy machine misses now and then.
    REDIS_COMMAND_TIMEOUT: '500',
  };
  const start = async (env: NodeJS.ProcessEnv = {}): Promise<ServiceProcess> => {
    const service = await startService(app, { env: { ...required, ...where, ...env } });
    services.push(service);
    return service;
  };
  const close = async (): Promise<void> => {
    await Promise.all(services.map((service) => service.close()));
    await Promise.all([redis.close(), issuer.close()]);
  };
  return { postgres, database, redis, issuer, start, run: (verb) => runVerb(app, verb, databaseUrl), close };
}

async function runVerb(app: ServiceName, verb: string, databaseUrl: string): Promise<string> {
  const env = { ...process.env, NODE_ENV: 'production', DATABASE_URL: databaseUrl };
  const program = [`dist/apps/${app}/main.js`, verb];
  const { stdout } = await execute(process.execPath, program, { cwd: workspaceRoot, env });
  return stdout;
}

/** One service among its surroundings, from the first test of a describe block to its last. */
export interface Held {
  surroundings: Surroundings;
  service: ServiceProcess;
}

/** Sets up surroundings and one ready service around the tests of a describe block. */
export function withService(app: ServiceName, env: NodeJS.ProcessEnv = {}): Held {
  const held = {} as Held;
  beforeAll(async () => {
    held.surroundings = await startSurroundings(app);
    held.service = await held.surroundings.start(env);
    await held.service.ready();
  });
  afterAll(async () => {
    await held.surroundings?.close();
  });
  return held;
}

/** The value of a measure without labels, as /metrics shows it. */
export function measure(metrics: string, name: string): number {
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+-]+)$`, 'm').exec(metrics)?.[1]);
}
