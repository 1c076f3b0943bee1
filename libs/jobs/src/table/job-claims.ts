import { type JobDatabase } from './job-database';
import { type ClaimedJob } from './job-row';

const claimSql = `
  SELECT id, name, coalesce(idempotency_key, id::text) AS key, payload, attempt, worker, priority,
    order_key AS "orderKey", created_at AS "enqueuedAt", context,
    (extract(epoch FROM started_at - due_at) * 1000)::float8 AS "waitedMs"
  FROM claim_jobs($1, $2, $3, $4) ORDER BY priority, seq`;

/** 23505: two of one order key, enqueued at the same moment, were claimed at the same moment. 40P01: two such pairs. */
const lostRaces = new Set(['23505', '40P01']);
const mostTries = 5;

/** Gives jobs to workers, each to one. */
export class JobClaims {
  constructor(private readonly database: JobDatabase) {}

  /** At most `limit` of the jobs that are ready, in their order; `overall`: as many as may run in all processes. */
  async claim(name: string, limit: number, worker: string, overall?: number): Promise<ClaimedJob[]> {
    const statement = { text: claimSql, values: [name, limit, worker, overall] };
    for (let tries = 1; ; tries += 1) {
      try {
        const rows = await this.database.rows<ClaimedJob>(statement);
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
}
