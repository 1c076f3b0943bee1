import { type DataServer, type DataServers } from './servers/data-servers';
import { type Service } from './services/service';
import { colour, columns } from './terminal';
import { type StateFolder } from './state-folder';
import { readablePath } from './workspace';

/** A service that runs, as far as the table shows it. */
export type Shown = Pick<Service, 'plan' | 'url'> & { readonly process: { readonly pid: number } };

const heading = (cells: string[]) => cells.map((cell) => colour.dim(cell));

function serviceRows(services: readonly Shown[]): string[][] {
  return services.map(({ plan, url, process }) => [
    colour.bold(plan.name),
    url,
    '/health',
    '/docs',
    readablePath(plan.logFile),
    String(process.pid),
  ]);
}

function serverRow(name: string, server: DataServer, log: string): string[] {
  const { host, port, running, trouble } = server;
  const place = running
    ? readablePath(log)
    : trouble
      ? colour.yellow('not running')
      : 'named by the environment';
  return [colour.bold(name), `${host}:${port}`, '', '', place, running ? String(running.pid) : ''];
}

function serverRows({ postgres, redis }: DataServers, folder: StateFolder): string[][] {
  return [
    serverRow('postgres', postgres, `${folder.postgres}/server.log`),
    serverRow('redis', redis, `${folder.redis}/server.log`),
  ];
}

/** How to look into the data servers by hand; their passwords stay in their file. */
function connecting({ postgres, redis, keeper }: DataServers, folder: StateFolder): string[] {
  if (!keeper) return [];
  return [
    ...(postgres.running
      ? [`Connect    psql -h 127.0.0.1 -p ${postgres.port} -U postgres secureconnect`]
      : []),
    ...(redis.running ? [`           redis-cli -p ${redis.port} --askpass`] : []),
    `           passwords: ${readablePath(folder.secrets)}`,
  ];
}

/** The first steps of a newcomer, through the one door. */
const trying = (url: string, folder: StateFolder): string[] => [
  `Page       ${url}/ in two windows: sign up as two people, write, call`,
  `Operators  ${url}/operator with the token in ${readablePath(folder.operatorToken)}`,
  `Try        curl ${url}/health`,
  `           curl ${url}/v1/auth/register --json \\`,
  `             '{"email":"ann@example.org","username":"ann","password":"a long pass phrase"}'`,
  `           curl ${url}/v1/auth/login --json \\`,
  `             '{"email":"ann@example.org","password":"a long pass phrase"}'`,
  `           mails: ${readablePath(folder.outbox)}`,
];

function notes(services: readonly Shown[], servers: DataServers, folder: StateFolder): string[] {
  const gateway = services.find(({ plan }) => plan.name === 'gateway') ?? services[0];
  const pid = servers.redis.running?.pid;
  return [
    ...connecting(servers, folder),
    `Data       ${readablePath(folder.root)} (remove it, while nothing runs, to start with nothing)`,
    ...(gateway ? trying(gateway.url, folder) : []),
    ...(pid
      ? [
          `Drill      ${'npm run drill'.padEnd(42)}  in another terminal: life without Redis`,
          `By hand    ${`kill -9 ${pid}`.padEnd(42)}  Redis dies`,
          `           node tools/start/bare.mjs revive redis${' '.repeat(6)}and comes back`,
        ]
      : []),
    'End        Ctrl-C',
  ];
}

/** The one table of what runs where, and how to try it. */
export function overview(services: readonly Shown[], servers: DataServers, folder: StateFolder): string {
  const head = heading(['WHAT', 'WHERE', 'HEALTH', 'DOCS', 'LOG', 'PID']);
  const table = columns([head, ...serviceRows(services), ...serverRows(servers, folder)]);
  const lines = [...table, '', ...notes(services, servers, folder)];
  return lines.map((line) => (line ? `  ${line}` : '')).join('\n');
}
