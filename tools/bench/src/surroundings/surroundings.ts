import {
  ensureRedisInstalled,
  httpClient,
  type PostgresServer,
  type RedisServer,
  type ServiceProcess,
  startPostgres,
  startRedis,
  startService,
  until,
} from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { cpuTimeMs } from '../load/cpu-time';
import { Build } from './build';
import { type ProgramName, Programs } from './programs';

/** A program that answers, and how long it took from its start to the first 200 on /health/ready. */
export interface Started {
  readonly process: ServiceProcess;
  readonly readyMs: number;
  /** CPU time it had used by then. */
  readonly readyCpuMs: number;
}

/** In what a start differs from the usual one. */
export interface StartOptions {
  /** Added to the program's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Instead of the program's own, which a second instance would find taken. */
  readonly port?: number;
}

/** The production builds among real servers. */
export interface Surroundings {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  readonly build: Build;
  /** Gets a program ready to be started, so that no start measures its build or migration. */
  prepare(name: ProgramName): Promise<void>;
  /** Starts a service or a peer and waits until it is ready. */
  start(name: ProgramName, options?: StartOptions): Promise<Started>;
  /** The same builds among other servers; to be closed before these. */
  anew(): Promise<Surroundings>;
  close(): Promise<void>;
}

/** Ends a program that has nothing to finish, without its orderly goodbye. */
export async function endAtOnce({ process }: Started): Promise<void> {
  process.signal('SIGKILL');
  await process.close();
}

/** Builds what is out of date and starts PostgreSQL and Redis. */
export async function makeSurroundings(progress: (step: string) => void): Promise<Surroundings> {
  progress('building the services');
  const build = await Build.make();
  const installed = await ensureRedisInstalled({ progress });
  if ('reason' in installed) throw new BenchError(`The benchmarks need a real Redis: ${installed.reason}`);
  progress('starting PostgreSQL and Redis');
  const surroundings = await among(build);
  return {
    ...surroundings,
    close: async () => void (await Promise.all([surroundings.close(), build.remove()])),
  };
}

async function among(build: Build): Promise<Surroundings> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const programs = new Programs(build, postgres, redis);
  return {
    postgres,
    redis,
    build,
    prepare: async (name) => void (await programs.prepare(name)),
    start: (name, options) => startProgram(programs, name, options),
    anew: () => among(build),
    close: async () => void (await Promise.all([postgres.close(), redis.close()])),
  };
}

async function startProgram(
  programs: Programs,
  name: ProgramName,
  options: StartOptions = {},
): Promise<Started> {
  const script = await programs.prepare(name);
  const port = options.port ?? (await programs.portOf(name));
  const env = { ...nothingInherited(), ...(await programs.environment()), ...options.env };
  const since = performance.now();
  const started = await startService(name.replace(' ', '-').toLowerCase(), { script, port, env });
  await firstReady(started);
  const readyMs = performance.now() - since;
  return { process: started, readyMs, readyCpuMs: cpuTimeMs(started.pid) };
}

/** Takes out what this process has in its environment, but for the address, which is startService's to set. */
function nothingInherited(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => name !== 'HOST' && name !== 'PORT');
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** Asks more often than `ServiceProcess.ready` does, whose 15 ms would be a tenth of what a peer takes. */
async function firstReady(started: ServiceProcess): Promise<void> {
  const client = httpClient(started.url, { keepAlive: false });
  const answers = async () =>
    !started.running || (await client.get('/health/ready', { deadline: 2_000 })).status === 200;
  await until(`${started.app} to be ready`, answers, { timeout: 30_000, every: 4 }).catch((error: Error) => {
    throw new BenchError(`${error.message}\n${started.log()}`, error);
  });
  if (!started.running) throw new BenchError(`${started.app} ended at its start:\n${started.log()}`);
}
