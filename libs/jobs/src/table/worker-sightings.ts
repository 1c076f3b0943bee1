import { type JobDatabase } from './job-database';

/**
 * How long each of the others has stood still is counted in its row: whoever looks adds the time since anybody's last
 * look, so that it goes on counting where lookers die one after another. A pause in which nobody could look (an outage
 * of PostgreSQL) adds nothing, and neither does a clock that jumps by more than such a pause.
 */
const lookSql = `
  WITH seen AS MATERIALIZED (
    SELECT id, clock_timestamp() AS now FROM job_workers
    WHERE id <> $1 AND looked_at <= clock_timestamp() - $2 * interval '1 ms'
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED),
  moved AS (
    UPDATE job_workers w SET seen_beat = w.beat, looked_at = s.now,
      silent_ms = CASE
        WHEN w.seen_beat <> w.beat THEN 0
        WHEN s.now - w.looked_at > $3 * interval '1 ms' THEN w.silent_ms
        ELSE w.silent_ms + extract(epoch FROM s.now - w.looked_at) * 1000 END
    FROM seen s WHERE w.id = s.id
    RETURNING w.id, w.silent_ms)
  SELECT id FROM moved WHERE silent_ms >= $4`;

/** What counts as standing still. */
export interface Patience {
  readonly leaseMs: number;
  readonly beatMs: number;
}

/** Sees which workers have stopped beating, together with all others who look. */
export class WorkerSightings {
  constructor(private readonly database: JobDatabase) {}

  /** Those whose beat has stood still for the lease; one of several who look at the same time is told. */
  async look(me: string, { leaseMs, beatMs }: Patience): Promise<string[]> {
    const longestPauseMs = Math.max(beatMs * 2, beatMs + 500);
    const values = [me, beatMs / 2, longestPauseMs, leaseMs];
    const gone = await this.database.rows<{ id: string }>({ text: lookSql, values });
    return gone.map(({ id }) => id);
  }
}
