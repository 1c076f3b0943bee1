import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseBroadcast, newId } from '@secureconnect/platform';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { register } from 'prom-client';
import { QueueOverview } from '../operator/queue-overview.service';
import { Jobs } from '../queue/jobs';
import { cancelMessage } from '../table/job-messages';
import { type Instance, lab, LabHandlers, note, startInstance } from '../worker/worker-lab.contract';
import { JobMetrics } from './job-metrics.service';

const page = join(__dirname, '../../../../docs/jobs/metrics.md');

describe('the metrics of jobs', () => {
  let postgres: PostgresServer;
  let instance: Instance;
  let jobs: Jobs;
  const value = async (line: string): Promise<number | undefined> => {
    const found = (await register.metrics()).split('\n').find((each) => each.startsWith(`${line} `));
    return found === undefined ? undefined : Number(found.split(' ').pop());
  };
  const becomes = (line: string, expected: number) =>
    until(`${line} to be ${expected}`, async () => (await value(line)) === expected);

  beforeAll(async () => {
    postgres = await startPostgres();
    instance = await startInstance('here', postgres.url, {}, [LabHandlers, QueueOverview, JobMetrics]);
    jobs = instance.app.get(Jobs);
    await becomes('job_workers', 1);
  });
  beforeEach(() => lab.reset());
  afterAll(async () => {
    await instance.app.close();
    await postgres.close();
  });

  it('are there at 0 before anything happened, so that growth from nothing is seen', async () => {
    for (const queue of ['note', 'once', 'brief', 'scarce']) {
      expect(await value(`jobs_enqueued_total{queue="${queue}"}`)).toBe(0);
      expect(await value(`jobs_finished_total{queue="${queue}",outcome="dead"}`)).toBe(0);
      expect(await value(`jobs{queue="${queue}",state="waiting"}`)).toBe(0);
    }
  });

  it('count a job that is done, how long it waited and how long it ran', async () => {
    await jobs.enqueue(note, { text: 'fine' });
    await becomes('jobs_finished_total{queue="note",outcome="done"}', 1);
    expect(await value('jobs_enqueued_total{queue="note"}')).toBe(1);
    expect(await value('jobs_wait_seconds_count{queue="note"}')).toBe(1);
    expect(await value('jobs_run_seconds_count{queue="note"}')).toBe(1);
  });

  it('count each attempt of a job that dies, and one death', async () => {
    lab.does = () => Promise.reject(new Error('no'));
    await jobs.enqueue(note, { text: 'bad' });
    await becomes('jobs_finished_total{queue="note",outcome="dead"}', 1);
    await becomes('jobs{queue="note",state="dead"}', 1);
    expect(await value('jobs_run_seconds_count{queue="note"}')).toBe(4);
    expect(await value('jobs_finished_total{queue="note",outcome="done"}')).toBe(1);
  });

  it('count a death whose worker is gone, in whoever found that', async () => {
    const vanished = newId();
    await postgres.sql(
      "INSERT INTO chat.job_workers (id, host, at_most_once, started_at) VALUES ($1, 'gone', '{once}', now())",
      [vanished],
    );
    await postgres.sql(
      `INSERT INTO chat.jobs (id, name, priority, due_at, payload, created_at, ready, worker, attempt)
       VALUES (gen_random_uuid(), 'once', 0, now(), '{}', now(), true, $1, 1)`,
      [vanished],
    );
    await becomes('jobs_finished_total{queue="once",outcome="dead"}', 1);
    await becomes('jobs{queue="once",state="dead"}', 1);
  });

  it('show jobs that are due later, those that run, and one that was cancelled', async () => {
    await jobs.enqueue(note, { text: 'later' }, { delayMs: 3_600_000 });
    await becomes('jobs{queue="note",state="delayed"}', 1);
    lab.does = (_payload, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const { id } = await jobs.enqueue(note, { text: 'now' });
    await becomes('jobs{queue="note",state="running"}', 1);
    await jobs.cancel(id);
    await becomes('jobs_finished_total{queue="note",outcome="cancelled"}', 1);
    await becomes('jobs{queue="note",state="running"}', 0);
  });

  it('show a handler that does not end, until it does', async () => {
    let end = (): void => undefined;
    lab.does = () => new Promise<void>((resolve) => (end = resolve));
    await postgres.sql('DELETE FROM chat.dead_jobs');
    const { id } = await jobs.enqueue(note, { text: 'deaf' });
    await until('it to run', () => lab.runs.some((run) => run.id === id));
    await jobs.cancel(id);
    await becomes('jobs_stuck{queue="note"}', 1);
    end();
    await becomes('jobs_stuck{queue="note"}', 0);
  });

  it('are scraped all the same where a statement is refused for what it is, and that is told of', async () => {
    const { app, tables, lines } = instance;
    const told = (what: string) =>
      until(what, async () => (await register.metrics()) && lines.includes(what));
    const rename = (column: string, to: string, table: string) =>
      postgres.sql(`ALTER TABLE chat.${table} RENAME COLUMN ${column} TO ${to}`);
    await rename('beat', 'bit', 'job_workers');
    await until('no workers to be counted', async () => (await value('job_workers')) === undefined);
    expect(await value('jobs{queue="note",state="delayed"}')).toBe(1);
    await told('The workers cannot be counted');
    await rename('bit', 'beat', 'job_workers');
    await rename('cancel_requested', 'unwanted', 'jobs');
    await app.get(DatabaseBroadcast).publish(tables.database.channel, cancelMessage);
    await told('Running jobs are not told that they are cancelled');
    await rename('unwanted', 'cancel_requested', 'jobs');
    await becomes('job_workers', 1);
  });

  it('are those of their page, with its labels', async () => {
    const told = [...(await readFile(page, 'utf8')).matchAll(/^\| `(jobs?(?:_\w+)?)` +\| ([^|]*)\|/gm)].map(
      ([, name, labels = '']) => [name, [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label)],
    );
    const shown = register.getMetricsAsArray().map((metric) => {
      const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] };
      return [name, labelNames] as const;
    });
    const ours = shown.filter(([name]) => name.startsWith('job'));
    expect(told.sort()).toEqual(ours.sort());
  });

  it('are scraped in time from a PostgreSQL that hangs, which shows what was last seen', async () => {
    await becomes('jobs{queue="note",state="delayed"}', 1);
    postgres.freeze();
    try {
      expect(await value('jobs{queue="note",state="delayed"}')).toBe(1);
      await until('the look to fail', async () => (await value('job_workers')) === undefined);
      expect(await value('jobs{queue="note",state="delayed"}')).toBe(1);
      expect(await value('jobs_stuck{queue="note"}')).toBe(0);
    } finally {
      postgres.thaw();
    }
    await becomes('job_workers', 1);
  });
});
