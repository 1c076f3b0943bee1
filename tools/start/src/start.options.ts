import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serviceNames, servicePorts, type ServiceName } from '@secureconnect/contracts';
import { reasonOf, StartError } from './start.error';
import { calledFrom, workspaceRoot } from './workspace';

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly stateFolder: string;
  /** The services to run and the port of each. */
  readonly ports: ReadonlyMap<ServiceName, number>;
  /** The port of every service, those left out included: their address is still what the others are told. */
  readonly allPorts: Readonly<Record<ServiceName, number>>;
  readonly redis: boolean;
  readonly build: boolean;
}

/** What `npm start -- --help` prints. */
export const startHelp = `npm start [-- options]   the whole system: PostgreSQL, Redis and the five services

  --ports <first>   the gateway's port; the others take the four after it (${servicePorts.gateway})
  --state <folder>  where data, logs and secrets are kept (.secureconnect)
  --except <app>    leave a service out, so that nx serve <app> can take its place; may be repeated
  --no-redis        start without Redis, in degraded mode
  --no-build        run what is built
  --help            this text

DATABASE_URL and REDIS_URL name running servers to use instead of those it starts itself.
Every other variable of .env.example reaches the services as it is set.
While it runs:  node tools/start/bare.mjs revive redis|postgres   starts one again that has died`;

/** The state folder asked for, as a whole path. */
export function stateFolderOf(given: string | undefined): string {
  return given === undefined ? resolve(workspaceRoot, '.secureconnect') : resolve(calledFrom, given);
}

function firstPort(given: string | undefined): number {
  if (given === undefined) return servicePorts.gateway;
  const port = Number(given);
  if (/^\d+$/.test(given) && port >= 1 && port <= 65535 - serviceNames.length + 1) return port;
  throw new StartError(`--ports must be a port from 1 to 65531, which ${given} is not.`);
}

function leftOut(given: readonly string[]): Set<string> {
  const names = given.flatMap((value) => value.split(','));
  const unknown = names.filter((name) => !serviceNames.some((known) => known === name));
  if (unknown.length === 0) return new Set(names);
  throw new StartError(
    `--except must name a service (${serviceNames.join(', ')}), which ${unknown[0]} is not.`,
  );
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        ports: { type: 'string' },
        state: { type: 'string' },
        except: { type: 'string', multiple: true, default: [] },
        redis: { type: 'boolean', default: true },
        build: { type: 'boolean', default: true },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const said = String((error as Error).message).split('. ')[0];
    throw new StartError(`${said}; npm start -- --help lists what there is.`, { cause: reasonOf(error) });
  }
}

/** Reads the command line of `npm start`; undefined when only help is wanted. */
export function readStartOptions(args: string[]): StartOptions | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  const shift = firstPort(values.ports) - servicePorts.gateway;
  const without = leftOut(values.except);
  const all = serviceNames.map((name) => [name, servicePorts[name] + shift] as const);
  return {
    stateFolder: stateFolderOf(values.state),
    ports: new Map(all.filter(([name]) => !without.has(name))),
    allPorts: Object.fromEntries(all) as Record<ServiceName, number>,
    redis: values.redis,
    build: values.build,
  };
}
