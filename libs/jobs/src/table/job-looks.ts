import { type JobDatabase } from './job-database';

/**
 * Those whose time has come, and those that stood behind another of their order key when they came. Who still does
 * is looked at again, ever more seldom, the next of its key once a minute at least: it becomes ready when the one before
 * it ends, and this heals only what two transactions at the same moment could not see of each other.
 */
const promoteSql = `
  WITH seen AS MATERIALIZED (
    SELECT id, name, order_key, seq, created_at FROM jobs
    WHERE look_at <= clock_timestamp() ORDER BY look_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED),
  ruled AS MATERIALIZED (
    SELECT s.id, s.created_at, before.id IS NULL AS is_first, coalesce(before.ready, false) AS is_next
    FROM seen s LEFT JOIN LATERAL (
      SELECT e.id, e.ready FROM jobs e
      WHERE s.order_key IS NOT NULL AND e.name = s.name AND e.order_key = s.order_key AND e.seq < s.seq
      ORDER BY e.seq DESC LIMIT 1) before ON true),
  moved AS (
    UPDATE jobs j SET ready = r.is_first,
      ready_at = CASE WHEN r.is_first AND j.order_key IS NOT NULL THEN clock_timestamp() END,
      look_at = CASE WHEN NOT r.is_first THEN clock_timestamp() + CASE
        WHEN r.is_next THEN greatest(interval '1 s', least(interval '60 s', clock_timestamp() - r.created_at))
        ELSE greatest(interval '60 s', clock_timestamp() - r.created_at) END END
    FROM ruled r WHERE j.id = r.id AND j.id = ANY (ARRAY(SELECT id FROM seen))
    RETURNING j.name, j.ready)
  SELECT DISTINCT name FROM moved WHERE ready`;

const nextDueSql = `
  SELECT (extract(epoch FROM look_at - clock_timestamp()) * 1000)::float8 AS ms
  FROM jobs WHERE look_at IS NOT NULL ORDER BY look_at LIMIT 1`;

const waitingNamesSql = 'SELECT name FROM waiting_job_names() AS name';

/** The slow look at what nobody was woken for. */
export class JobLooks {
  constructor(private readonly database: JobDatabase) {}

  /** Makes ready what may be, at most `limit`; gives the queues that have work now. */
  async promote(limit: number): Promise<string[]> {
    const rows = await this.database.rows<{ name: string }>({ text: promoteSql, values: [limit] });
    return rows.map(({ name }) => name);
  }

  /** How long until `promote` has something to do; 0: it has; undefined: nothing is foreseen. */
  async nextDueMs(): Promise<number | undefined> {
    const [row] = await this.database.rows<{ ms: number }>({ text: nextDueSql });
    return row && Math.max(0, Math.ceil(row.ms));
  }

  /** Queues with jobs that a worker may claim. */
  async waitingNames(): Promise<string[]> {
    const rows = await this.database.rows<{ name: string }>({ text: waitingNamesSql });
    return rows.map(({ name }) => name);
  }
}
