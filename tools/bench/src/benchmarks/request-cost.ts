import { freePort } from '@secureconnect/testing';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { type LoadReport } from '../load/load-report';
import { putLoad } from '../load/put-load';
import { peerNames, type PeerName } from '../surroundings/programs';
import { endAtOnce, type Started, type Surroundings } from '../surroundings/surroundings';

type Subject = 'quiet' | 'logged' | PeerName;
type Turn = { full: LoadReport; alone: LoadReport };

const subjects: readonly Subject[] = ['quiet', 'logged', ...peerNames];
const path = '/health/live';
const busyConnections = 16;

/**
 * The services write no line for a health route at LOG_LEVEL=info, and one at debug: the very line that every
 * other route writes at info. So both costs are seen on one route. Lines go to a file, as all output does here.
 */
async function startAll({ start }: Surroundings): Promise<Record<Subject, Started>> {
  const [quiet, logged, fastify, nest] = await Promise.all([
    start('auth'),
    start('auth', { env: { LOG_LEVEL: 'debug' }, port: await freePort() }),
    start('bare Fastify'),
    start('bare Nest'),
  ]);
  return { quiet, logged, 'bare Fastify': fastify, 'bare Nest': nest };
}

async function measure(
  { quick, progress }: BenchmarkContext,
  { build }: Surroundings,
  servers: Record<Subject, Started>,
) {
  const [rounds, seconds, warmUp] = quick ? [1, 0.5, 0.5] : [5, 1.2, 2.5];
  for (const subject of subjects) {
    progress(`warming up: ${subject}`);
    await putLoad(build, servers[subject].process, { path, seconds: warmUp, connections: [busyConnections] });
  }
  return takeTurns(subjects, rounds, async (subject, round): Promise<Turn> => {
    progress(`round ${round} of ${rounds}: ${subject}`);
    const plan = { path, seconds, connections: [busyConnections, 1] };
    const [full, alone] = await putLoad(build, servers[subject].process, plan);
    return { full: full as LoadReport, alone: alone as LoadReport };
  });
}

type Aspect = { name: string; unit: Figure['unit']; of: (turn: Turn) => number };

const aspects: readonly Aspect[] = [
  { name: 'CPU per request', unit: 'us', of: ({ full }) => full.cpuUs },
  { name: 'throughput', unit: '/s', of: ({ full }) => full.perSecond },
  { name: 'p50 alone', unit: 'us', of: ({ alone }) => alone.p50Us },
  { name: 'p99 alone', unit: 'us', of: ({ alone }) => alone.p99Us },
];

function figuresOf(turns: Record<Subject, Turn[]>): Figure[] {
  const variants = [
    ['quiet', ''],
    ['logged', ', logged'],
  ] as const;
  return variants.flatMap(([subject, suffix]) =>
    aspects.map(({ name, unit, of }) => ({
      name: `${name}${suffix}`,
      unit,
      ours: median(turns[subject].map(of)),
      spread: spread(turns[subject].map(of)),
      peers: Object.fromEntries(peerNames.map((peer) => [peer, median(turns[peer].map(of))])),
    })),
  );
}

async function run(context: BenchmarkContext): Promise<Figure[]> {
  const around = await context.surroundings();
  context.progress('starting the servers');
  const servers = await startAll(around);
  const turns = await measure(context, around, servers);
  await Promise.all(Object.values(servers).map(endAtOnce));
  return figuresOf(turns);
}

/** What the common stack adds to a request that does nothing. */
export const requestCost: Benchmark = {
  name: 'request-cost',
  what: 'GET /health/live through the common stack, production build, LOG_LEVEL=info',
  peer: 'Fastify, and Nest on Fastify, answering the same JSON with no hook, header, log or metric',
  run,
};
