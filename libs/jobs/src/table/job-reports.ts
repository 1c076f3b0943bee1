import { type JobDatabase } from './job-database';

/** Where a job is; one that ended well is nowhere. */
export type JobState = 'waiting' | 'delayed' | 'running' | 'dead';

/** What is known of one job. */
export interface JobReport {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly priority: number;
  /** Runs so far, the running one included. */
  readonly attempt: number;
  readonly enqueuedAt: Date;
  readonly dueAt: Date;
  readonly startedAt: Date | null;
  /** What the handler last said of it. */
  readonly progress: unknown;
  readonly lastError: string | null;
  readonly isCancelling: boolean;
}

/** How many jobs of a queue are where. */
export interface QueueStats {
  readonly name: string;
  readonly waiting: number;
  readonly delayed: number;
  readonly running: number;
  readonly dead: number;
  /** How long the first of those that wait might have run. */
  readonly oldestWaitingMs: number;
}

const columns = `id, name, priority, attempt, created_at AS "enqueuedAt", due_at AS "dueAt",
  started_at AS "startedAt", progress::json, last_error AS "lastError", cancel_requested AS "isCancelling"`;
const findSql = `
  SELECT ${columns}, CASE WHEN worker IS NOT NULL THEN 'running' WHEN ready THEN 'waiting' ELSE 'delayed' END AS state
  FROM jobs WHERE id = $1
  UNION ALL SELECT ${columns}, 'dead' FROM dead_jobs WHERE id = $1`;

/** Of more jobs than this pages are drawn at random, so that counting a large backlog takes no longer than a small one. */
export const mostCounted = 100_000;

/** How many rows there are, as the planner would guess: as dense as at the last vacuum, as many pages as now. */
const rowsSql = `pg_relation_size(oid) / current_setting('block_size')::float8 *
  CASE WHEN relpages > 0 AND reltuples >= 0 THEN reltuples / relpages ELSE 10 END`;

const statsSql = `
  WITH drawn AS MATERIALIZED (
    SELECT least(1, $1::float8 / greatest(1, ${rowsSql})) AS share FROM pg_class WHERE oid = 'jobs'::regclass),
  live AS (
    SELECT name, count(*) FILTER (WHERE ready AND worker IS NULL) / share AS waiting,
      count(*) FILTER (WHERE NOT ready) / share AS delayed,
      count(*) FILTER (WHERE worker IS NOT NULL) / share AS running,
      min(greatest(due_at, ready_at)) FILTER (WHERE ready AND worker IS NULL) AS oldest
    FROM drawn, LATERAL (
      SELECT name, ready, worker, due_at, ready_at FROM jobs TABLESAMPLE SYSTEM (100 * drawn.share)) seen
    GROUP BY name, share),
  dead AS (SELECT name, count(*) AS dead FROM dead_jobs GROUP BY name)
  SELECT name, coalesce(waiting, 0)::int AS waiting, coalesce(delayed, 0)::int AS delayed,
    coalesce(running, 0)::int AS running, coalesce(dead, 0)::int AS dead,
    greatest(0, coalesce(extract(epoch FROM clock_timestamp() - oldest) * 1000, 0))::float8 AS "oldestWaitingMs"
  FROM live FULL JOIN dead USING (name) ORDER BY name`;

/** Says where jobs are. */
export class JobReports {
  constructor(private readonly database: JobDatabase) {}

  async find(id: string): Promise<JobReport | undefined> {
    const [row] = await this.database.rows<JobReport>({ text: findSql, values: [id], isReading: true });
    return row;
  }

  /** Counts, and of more than `mostCounted` jobs estimates; the answer is not waited for any longer than that. */
  stats(answerWithinMs: number, most = mostCounted): Promise<QueueStats[]> {
    return this.database.rows({ text: statsSql, values: [most], answerWithinMs, isReading: true });
  }
}
