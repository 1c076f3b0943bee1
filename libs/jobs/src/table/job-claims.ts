import { ClaimStarts, head, type Place } from './claim-starts';
import { type JobDatabase } from './job-database';
import { type ClaimedJob } from './job-row';

const claimSql = `
  SELECT seq::float8 AS seq, id, name, coalesce(idempotency_key, id::text) AS key, payload, attempt, worker, priority,
    order_key AS "orderKey", created_at AS "enqueuedAt", context,
    (extract(epoch FROM started_at - greatest(due_at, ready_at)) * 1000)::float8 AS "waitedMs"
  FROM claim_jobs($1, $2, $3, $4, $5::smallint, $6::bigint) ORDER BY priority, seq`;

interface Row extends ClaimedJob {
  readonly seq: number;
}

/** 23505: two of one order key, enqueued at the same moment, were claimed at the same moment. 40P01: two such pairs. */
const lostRaces = new Set(['23505', '40P01']);
const mostTries = 5;

/** Gives jobs to workers, each to one. */
export class JobClaims {
  constructor(
    private readonly database: JobDatabase,
    private readonly starts = new ClaimStarts(),
  ) {}

  /** At most `limit` of the jobs that are ready, in their order; `overall`: as many as may run in all processes. */
  async claim(name: string, limit: number, worker: string, overall?: number): Promise<ClaimedJob[]> {
    const from = this.starts.of(name);
    const begun = performance.now();
    const rows = await this.from(from, name, limit, worker, overall);
    this.starts.learn(name, from, performance.now() - begun, rows[0]);
    if (from !== head && rows.length < limit)
      // Who is there before the start, or beyond what came after it; unanswered, all of this claim is given back.
      rows.push(...(await this.from(head, name, limit - rows.length, worker, overall)));
    return rows.map(({ seq: _, orderKey, context, ...job }) => ({
      ...job,
      orderKey: orderKey ?? undefined,
      context: context ?? undefined,
    }));
  }

  private async from(
    start: Place,
    ...[name, limit, worker, overall]: [string, number, string, number?]
  ): Promise<Row[]> {
    const values = [name, limit, worker, overall, start.priority, start.seq];
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.database.rows<Row>({ text: claimSql, values });
      } catch (error) {
        const code = (error as { driverError?: { code?: string } }).driverError?.code ?? '';
        if (!lostRaces.has(code) || tries >= mostTries) throw error;
      }
    }
  }
}
