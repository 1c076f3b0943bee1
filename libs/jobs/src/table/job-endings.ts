import { type EntityManager } from 'typeorm';
import { type JobDatabase } from './job-database';
import { type AttemptRef, type DeadReason } from './job-row';
import { nextOfOrderKeys } from './order-sql';

/** An attempt that failed and is followed by another. */
export interface LateAttempt {
  readonly ref: AttemptRef;
  readonly delayMs: number;
  readonly error: string;
}

/** An attempt after which there is no other. */
export interface LastAttempt {
  readonly ref: AttemptRef;
  readonly reason: DeadReason;
  readonly error: string;
}

const refs = 'unnest($1::uuid[], $2::int[], $3::uuid[])';
/** Still this attempt of this worker: who was given up for dead changes nothing. */
const still = 'j.id = t.id AND j.attempt = t.attempt AND j.worker = t.worker';

const endSql = `
  WITH gone AS (
    DELETE FROM jobs j USING ${refs} AS t (id, attempt, worker) WHERE ${still}
    RETURNING j.id, j.attempt, t.worker, j.name, j.order_key, j.seq, j.ready),
  ${nextOfOrderKeys}
  SELECT id, attempt, worker FROM gone`;

/** Whose end is wanted is not tried again. */
const cancelledSql = `
  gone AS (
    DELETE FROM jobs j USING given t WHERE ${still} AND j.cancel_requested
    RETURNING j.id, j.name, j.order_key, j.seq, j.ready),
  ${nextOfOrderKeys}`;

const retrySql = `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::float8[], $5::text[])
      AS t (id, attempt, worker, delay_ms, error)),
  ${cancelledSql}
  UPDATE jobs j SET worker = NULL, lane = NULL, slot = NULL, started_at = NULL, last_error = t.error,
    due_at = clock_timestamp() + t.delay_ms * interval '1 ms', ready = t.delay_ms <= 0,
    look_at = CASE WHEN t.delay_ms > 0 THEN clock_timestamp() + t.delay_ms * interval '1 ms' END
  FROM given t WHERE ${still} AND NOT j.cancel_requested`;

const giveBackSql = `
  WITH given AS MATERIALIZED (SELECT * FROM ${refs} AS t (id, attempt, worker)),
  ${cancelledSql}
  UPDATE jobs j SET worker = NULL, lane = NULL, slot = NULL, started_at = NULL, progress = NULL,
    ready_at = clock_timestamp(), attempt = j.attempt - 1
  FROM given t WHERE ${still} AND NOT j.cancel_requested
  RETURNING j.name`;

const progressSql = 'UPDATE jobs SET progress = $4 WHERE id = $1 AND attempt = $2 AND worker = $3';

/** What moves from `gone` to the dead letters, in the order of both tables. */
const deadColumns = `id, name, priority, due_at, order_key, unique_key, idempotency_key, payload, context, attempt,
  worker, started_at, progress, last_error, cancel_requested, created_at`;

/**
 * Moves jobs from `gone`, which has all their columns, a reason and an error, to the dead letters. Their time is as exact
 * as a cursor of their list can say.
 */
export const toDeadLetters = `
  dead AS (
    INSERT INTO dead_jobs (${deadColumns}, reason, died_at)
    SELECT ${deadColumns.replace('last_error', 'coalesce(error, last_error)')}, reason,
      date_trunc('milliseconds', clock_timestamp())
    FROM gone)`;

const burySql = `
  WITH gone AS (
    DELETE FROM jobs j
    USING unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::text[]) AS t (id, attempt, worker, reason, error)
    WHERE ${still} RETURNING j.*, t.reason, t.error),
  ${toDeadLetters},
  ${nextOfOrderKeys}
  SELECT id FROM gone`;

/** Takes back what became of attempts, as long as they are still their jobs'. */
export class JobEndings {
  constructor(private readonly database: JobDatabase) {}

  end(ended: readonly AttemptRef[], within?: EntityManager): Promise<AttemptRef[]> {
    return this.database.rows({ text: endSql, values: columnsOf(ended) }, within);
  }

  async retry(late: readonly LateAttempt[]): Promise<void> {
    const more = [late.map(({ delayMs }) => delayMs), late.map(({ error }) => storable(error))];
    await this.database.rows({ text: retrySql, values: [...columnsOf(late.map(({ ref }) => ref)), ...more] });
  }

  async bury(dead: readonly LastAttempt[]): Promise<void> {
    const more = [dead.map(({ reason }) => reason), dead.map(({ error }) => storable(error))];
    await this.database.rows({ text: burySql, values: [...columnsOf(dead.map(({ ref }) => ref)), ...more] });
  }

  async giveBack(given: readonly AttemptRef[]): Promise<void> {
    await this.database.rows({ text: giveBackSql, values: columnsOf(given) });
  }

  async progress({ id, attempt, worker }: AttemptRef, value: unknown): Promise<void> {
    const text = JSON.stringify(value) ?? null;
    await this.database.rows({ text: progressSql, values: [id, attempt, worker, text] });
  }
}

const columnsOf = (attempts: readonly AttemptRef[]): unknown[][] => [
  attempts.map(({ id }) => id),
  attempts.map(({ attempt }) => attempt),
  attempts.map(({ worker }) => worker),
];

/** Whatever a handler threw: PostgreSQL has no room for NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\\0');
