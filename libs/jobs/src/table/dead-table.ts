import { type Page } from '@secureconnect/contracts';
import { decodeCursor, toPage } from '@secureconnect/platform';
import { type JobDatabase } from './job-database';
import { lookMessage, tellSql } from './job-messages';
import { type DeadReason } from './job-row';

/** A job that ended badly and is kept. */
export interface DeadLetter {
  readonly id: string;
  readonly name: string;
  readonly reason: DeadReason;
  readonly error: string | null;
  /** JSON, if it was ever readable. */
  readonly payload: string;
  readonly attempt: number;
  readonly enqueuedAt: Date;
  readonly diedAt: Date;
}

const columns = `id, name, reason, last_error AS error, payload, attempt, created_at AS "enqueuedAt",
  died_at AS "diedAt"`;
const pageSql = (named: string): string => `
  SELECT ${columns} FROM dead_jobs
  WHERE ${named} ($2::timestamptz IS NULL OR (died_at, id) < ($2, $3::uuid))
  ORDER BY died_at DESC, id DESC LIMIT $1`;

/** One whose unique key a living job has stays where it is. */
const replaySql = (which: string): string => `
  WITH picked AS MATERIALIZED (
    SELECT d.* FROM dead_jobs d WHERE ${which}
      AND NOT EXISTS (SELECT FROM jobs l WHERE l.name = d.name AND l.unique_key = d.unique_key)
    ORDER BY died_at, id LIMIT $2 FOR UPDATE SKIP LOCKED),
  entered AS (
    INSERT INTO jobs (id, name, priority, due_at, order_key, unique_key, idempotency_key, payload, context, last_error,
      created_at, ready, look_at)
    SELECT id, name, priority, clock_timestamp(), order_key, unique_key, idempotency_key, payload, context, last_error,
      clock_timestamp(), order_key IS NULL, CASE WHEN order_key IS NOT NULL THEN clock_timestamp() END
    FROM picked ORDER BY died_at, id
    ON CONFLICT DO NOTHING RETURNING id, name, ready),
  gone AS (DELETE FROM dead_jobs WHERE id = ANY (ARRAY(SELECT id FROM entered))),
  told AS MATERIALIZED (SELECT ${tellSql('$3', 'text')} FROM (
    SELECT DISTINCT CASE WHEN ready THEN name ELSE '${lookMessage}' END AS text FROM entered) texts)
  SELECT id, (SELECT count(*) FROM told)::int AS told FROM entered`;

const replayOneSql = replaySql('d.id = $1');
const replayAllSql = replaySql('d.name = $1');
const discardSql = 'DELETE FROM dead_jobs WHERE id = $1 RETURNING id';
const purgeSql = `
  DELETE FROM dead_jobs WHERE id = ANY (ARRAY(
    SELECT id FROM dead_jobs WHERE died_at < clock_timestamp() - $1::float8 * interval '1 ms'
    ORDER BY died_at, id LIMIT $2)) RETURNING id`;

/** The dead letters. */
export class DeadTable {
  constructor(private readonly database: JobDatabase) {}

  /** The latest first, of one queue or of all. */
  async page(name: string | undefined, cursor: string | undefined, limit: number): Promise<Page<DeadLetter>> {
    const [at, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, ['time', 'uuid']);
    const text = pageSql(name === undefined ? '' : 'name = $4 AND');
    const values = [limit + 1, at, id, ...(name === undefined ? [] : [name])];
    const letters = await this.database.rows<DeadLetter>({ text, values });
    return toPage(letters, limit, ({ diedAt, id: last }) => [diedAt, last]);
  }

  /** A job again, with all its attempts before it; false: no such letter, or a living job has its unique key. */
  async replay(id: string): Promise<boolean> {
    return (await this.move(replayOneSql, id, 1)) > 0;
  }

  /** The oldest of a queue, at most `limit`; gives how many are jobs again. */
  replayAll(name: string, limit: number): Promise<number> {
    return this.move(replayAllSql, name, limit);
  }

  async discard(id: string): Promise<boolean> {
    return (await this.database.rows({ text: discardSql, values: [id] })).length > 0;
  }

  /** Removes the oldest of those that died longer ago than this, at most `limit`; gives how many. */
  async purge(olderThanMs: number, limit: number): Promise<number> {
    return (await this.database.rows({ text: purgeSql, values: [olderThanMs, limit] })).length;
  }

  private async move(text: string, which: string, limit: number): Promise<number> {
    return (await this.database.rows({ text, values: [which, limit, this.database.channel] })).length;
  }
}
