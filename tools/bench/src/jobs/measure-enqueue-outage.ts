import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@secureconnect/testing';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median, takeTurns } from '../figures/rounds';
import { withProgram } from './job-process';
import { type EnqueueOutageReport } from './jobs-report';
import { type JobsSubjectName } from './jobs-subject';
import { type JobStage, onStage } from './measure-jobs';

interface Outage {
  readonly name: string;
  readonly subjects: readonly JobsSubjectName[];
  begin(stage: JobStage): void | Promise<void>;
}

/** What `enqueue` may take: its deadline, and to act on it. */
const mostMs = 1_050;

const outages: readonly Outage[] = [
  { name: 'Redis frozen', subjects: ['ours', 'BullMQ'], begin: ({ redis }) => redis.freeze() },
  { name: 'Redis killed', subjects: ['ours', 'BullMQ'], begin: ({ redis }) => redis.kill() },
  { name: 'PostgreSQL frozen', subjects: ['ours', 'pg-boss'], begin: ({ postgres }) => postgres.freeze() },
];

async function goThrough(
  { begin }: Outage,
  name: JobsSubjectName,
  awayMs: number,
): Promise<EnqueueOutageReport> {
  return onStage(async (stage) => {
    const servers = [stage.postgres.url, String(stage.redis.port)];
    return withProgram('enqueue-outage-program.ts', [name, ...servers], async (program) => {
      await begin(stage);
      program.signal('SIGUSR2');
      await sleep(awayMs);
      program.signal('SIGUSR2');
      await until(`${name} to end`, () => !program.running, { every: 10 });
      return JSON.parse(program.log().trim().split('\n').at(-1) ?? '') as EnqueueOutageReport;
    });
  });
}

function figuresOf(outage: Outage, reports: Readonly<Record<string, EnqueueOutageReport[]>>): Figure[] {
  const of = (subject: string, what: keyof EnqueueOutageReport) =>
    median((reports[subject] ?? []).map((report) => report[what]));
  const [ours = '', peer = ''] = outage.subjects;
  const row = (
    name: string,
    what: keyof EnqueueOutageReport,
    unit: Figure['unit'],
    most?: number,
  ): Figure => ({
    name: `${outage.name}: ${name}`,
    unit,
    ours: of(ours, what),
    peers: { [peer]: of(peer, what) },
    ratios: false,
    bar: most === undefined ? null : { kind: 'at-most', value: most, unit },
  });
  return [
    row('slowest enqueue', 'slowestMs', 'ms', mostMs),
    row('enqueues never answered', 'pending', 'count', 0),
    row('enqueues accepted', 'accepted', 'count'),
    row('enqueues refused', 'refused', 'count', outage.name.startsWith('Redis') ? 0 : undefined),
  ];
}

/** What callers of `enqueue` live through while a server is away; one who is not answered has waited as long as that. */
export async function measureEnqueueOutage({ quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const [rounds, awayMs] = quick ? [1, 3_000] : [2, 8_000];
  const figures: Figure[] = [];
  for (const outage of outages) {
    const reports = await takeTurns(outage.subjects, rounds, (name, round) => {
      progress(`${outage.name} for ${awayMs / 1_000} s, ${name}, round ${round} of ${rounds}`);
      return goThrough(outage, name, awayMs);
    });
    figures.push(...figuresOf(outage, reports));
  }
  return figures;
}
