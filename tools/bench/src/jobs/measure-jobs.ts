import { type PostgresServer, type RedisServer, startPostgres, startRedis } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median, quantile, spread, takeTurns } from '../figures/rounds';
import { runToEnd } from '../surroundings/run-to-end';
import { sourceProgram } from '../surroundings/source-program';
import { type JobsReport } from './jobs-report';
import { type JobsSubjectName, jobsSubjectNames } from './jobs-subject';

/** Real servers, new for each turn, so that nobody finds what another left. */
export interface JobStage {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
}

export async function onStage<T>(work: (stage: JobStage) => Promise<T>): Promise<T> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  try {
    return await work({ postgres, redis });
  } finally {
    await Promise.all([postgres.close(), redis.close()]);
  }
}

/** pg-boss needs a statement and a commit for each job: as many would take minutes. */
const partOf = (name: JobsSubjectName, quick: boolean): number =>
  (quick ? 0.1 : 1) * (name === 'pg-boss' ? 0.1 : 1);

async function turn(name: JobsSubjectName, quick: boolean, isRedisUp: boolean): Promise<JobsReport> {
  return onStage(async ({ postgres, redis }) => {
    if (!isRedisUp) await redis.kill();
    const servers = [postgres.url, String(redis.port)];
    const errand = sourceProgram('jobs/jobs-program.ts', name, ...servers, String(partOf(name, quick)));
    return JSON.parse(await runToEnd({ what: `The jobs of ${name}`, ...errand })) as JobsReport;
  });
}

type Reports = Readonly<Partial<Record<JobsSubjectName, JobsReport[]>>>;

function figure(
  name: string,
  unit: Figure['unit'],
  reports: Reports,
  of: (report: JobsReport) => number,
): Figure {
  const measured = jobsSubjectNames.flatMap((subject) => {
    const values = reports[subject]?.map(of);
    return values ? [{ subject, middle: median(values), spread: spread(values) }] : [];
  });
  const [ours, ...peers] = measured;
  if (!ours) throw new BenchError('Ours was not measured');
  const beside = Object.fromEntries(peers.map(({ subject, middle }) => [subject, middle]));
  return { name, unit, ours: ours.middle, spread: ours.spread, peers: beside };
}

/** Jobs a second and waits, with Redis up and with Redis away. */
export async function measureJobs({ quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const rounds = quick ? 1 : 3;
  const take = (subjects: readonly JobsSubjectName[], isRedisUp: boolean) =>
    takeTurns(subjects, rounds, (name, round) => {
      progress(`${name}, Redis ${isRedisUp ? 'up' : 'away'}, round ${round} of ${rounds}`);
      return turn(name, quick, isRedisUp);
    });
  const up = await take(jobsSubjectNames, true);
  const away = await take(['ours', 'pg-boss'], false);
  const wait = (part: number) => (report: JobsReport) => quantile(report.waitsMs, part);
  const callers = (['1', '10', '100'] as const).map((count) =>
    figure(`enqueue, callers: ${count}`, '/s', up, ({ enqueued }) => enqueued[count]),
  );
  return [
    {
      ...figure('end to end', '/s', up, ({ endToEnd }) => endToEnd),
      bar: { kind: 'at-least', value: 0.8, unit: 'ratio' },
    },
    {
      ...figure('end to end, Redis away', '/s', away, ({ endToEnd }) => endToEnd),
      bar: { kind: 'at-least', value: 1, unit: 'ratio' },
    },
    ...callers,
    figure('enqueue to start, p50', 'ms', up, wait(0.5)),
    figure('enqueue to start, p99', 'ms', up, wait(0.99)),
  ];
}
