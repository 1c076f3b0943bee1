import { type EntityManager } from 'typeorm';
import { type JobDatabase } from './job-database';
import { type ClaimedJob } from './job-row';

/**
 * One that is ready may still stand behind another of its order key, where two were enqueued at the same moment.
 * lane is the order key of a job that runs.
 */
const mayRun = `(j.order_key IS NULL OR (
  NOT EXISTS (SELECT FROM jobs e WHERE e.name = j.name AND e.order_key = j.order_key AND e.seq < j.seq)
  AND NOT EXISTS (SELECT FROM jobs r WHERE r.name = j.name AND r.lane = j.order_key)))`;

/**
 * The worker's own row is held meanwhile: who was given up for dead has none and gets nothing, and nobody is given up
 * between being given a job and its commit. The rows are found by a plain list of ids, for a join could be planned as
 * a look at the whole table.
 */
const claim = (limit: string, slots: string): string => `
  WITH me AS MATERIALIZED (SELECT id FROM job_workers WHERE id = $3 FOR KEY SHARE),
  ${slots}
  picked AS MATERIALIZED (
    SELECT j.id, j.priority, j.seq FROM jobs j
    WHERE (SELECT count(*) FROM me) = 1 AND j.name = $1 AND j.ready AND j.worker IS NULL AND ${mayRun}
    ORDER BY j.priority, j.seq LIMIT ${limit}
    FOR NO KEY UPDATE SKIP LOCKED),
  placed AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY priority, seq) AS place FROM picked),
  taken AS (
    UPDATE jobs j SET worker = $3, attempt = j.attempt + 1, started_at = clock_timestamp(), progress = NULL,
      lane = j.order_key ${slots && ', slot = (SELECT f.slot FROM free f, placed p WHERE p.id = j.id AND f.place = p.place)'}
    WHERE j.id = ANY (ARRAY(SELECT id FROM placed))
    RETURNING j.*)
  SELECT id, name, coalesce(idempotency_key, id::text) AS key, payload, attempt, worker, priority,
    order_key AS "orderKey", created_at AS "enqueuedAt", context,
    (extract(epoch FROM started_at - due_at) * 1000)::float8 AS "waitedMs"
  FROM taken ORDER BY priority, seq`;

const claimSql = claim('$2', '');
const claimOverallSql = claim(
  'least($2, (SELECT count(*) FROM free))',
  `free AS MATERIALIZED (
    SELECT slot, row_number() OVER () AS place FROM generate_series(1, $4::int) AS slot
    WHERE NOT EXISTS (SELECT FROM jobs u WHERE u.name = $1 AND u.slot = slot.slot)),`,
);
const oneAtATimeSql = "SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))";

/** 23505: two of one order key, enqueued at the same moment, were claimed at the same moment. 40P01: two such pairs. */
const lostRaces = new Set(['23505', '40P01']);
const mostTries = 5;

/** Gives jobs to workers, each to one. */
export class JobClaims {
  constructor(private readonly database: JobDatabase) {}

  /** At most `limit` of the jobs that are ready, in their order; `overall`: as many as may run in all processes. */
  async claim(name: string, limit: number, worker: string, overall?: number): Promise<ClaimedJob[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        const rows = await this.once(name, limit, worker, overall);
        return rows.map(({ orderKey, context, ...job }) => ({
          ...job,
          orderKey: orderKey ?? undefined,
          context: context ?? undefined,
        }));
      } catch (error) {
        const code = (error as { driverError?: { code?: string } }).driverError?.code ?? '';
        if (!lostRaces.has(code) || tries >= mostTries) throw error;
      }
    }
  }

  private once(name: string, limit: number, worker: string, overall?: number): Promise<ClaimedJob[]> {
    const values = [name, limit, worker];
    if (overall === undefined) return this.database.rows({ text: claimSql, values });
    return this.database.transaction((manager) => this.counted(manager, [...values, overall]));
  }

  /** The lock comes in a statement before, for the next one to see all who had it before. */
  private async counted(manager: EntityManager, values: unknown[]): Promise<ClaimedJob[]> {
    const lock = [this.database.channel, values[0]];
    await this.database.rows({ text: oneAtATimeSql, values: lock }, manager);
    return this.database.rows({ text: claimOverallSql, values }, manager);
  }
}
