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
  WITH seen AS MATERIALIZED (
    SELECT d.* FROM dead_jobs d WHERE ${which} ORDER BY died_at, id LIMIT $2 FOR UPDATE SKIP LOCKED),
  entered AS (
    INSERT INTO jobs (id, name, priority, due_at, order_key, unique_key, idempotency_key, payload, context, last_error,
      created_at, ready, look_at)
    SELECT id, name, priority, clock_timestamp(), order_key, unique_key, idempotency_key, payload, context, last_error,
      clock_timestamp(), order_key IS NULL, CASE WHEN order_key IS NOT NULL THEN clock_timestamp() END
    FROM seen s WHERE NOT EXISTS (SELECT FROM jobs l WHERE l.name = s.name AND l.unique_key = s.unique_key)
    ORDER BY died_at, id
    ON CONFLICT DO NOTHING RETURNING id, name, ready),
  gone AS (DELETE FROM dead_jobs WHERE id = ANY (ARRAY(SELECT id FROM entered))),
  told AS MATERIALIZED (SELECT ${tellSql('$3', 'text')} FROM (
    SELECT DISTINCT CASE WHEN ready THEN name ELSE '${lookMessage}' END AS text FROM entered) texts)
  SELECT (SELECT count(*) FROM entered)::int AS moved, (SELECT count(*) FROM told)::int AS told,
    s.died_at::text AS at, s.id
  FROM (SELECT died_at, id FROM seen ORDER BY died_at DESC, id DESC LIMIT 1) s`;

const replayOneSql = replaySql('d.id = $1');
/** Each is looked at once, in the order in which they died: those that stay do not stand in the way of the others. */
const replayNextSql = replaySql(
  'd.name = $1 AND d.died_at <= $4 AND (d.died_at, d.id) > ($5::timestamptz, $6::uuid)',
);
const nowSql = 'SELECT clock_timestamp()::text AS now';
const discardSql = 'DELETE FROM dead_jobs WHERE id = $1 RETURNING id';
const purgeSql = `
  DELETE FROM dead_jobs WHERE id = ANY (ARRAY(
    SELECT id FROM dead_jobs WHERE died_at < clock_timestamp() - $1::float8 * interval '1 ms'
    ORDER BY died_at, id LIMIT $2)) RETURNING id`;

/** How far a walk over dead letters has come. */
interface Walked {
  readonly moved: number;
  readonly at: string;
  readonly id: string;
}

const beforeAll = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** The dead letters. */
export class DeadTable {
  constructor(private readonly database: JobDatabase) {}

  /** The latest first, of one queue or of all. */
  async page(name: string | undefined, cursor: string | undefined, limit: number): Promise<Page<DeadLetter>> {
    const [at, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, ['time', 'uuid']);
    const text = pageSql(name === undefined ? '' : 'name = $4 AND');
    const values = [limit + 1, at, id, ...(name === undefined ? [] : [name])];
    const letters = await this.database.rows<DeadLetter>({ text, values, isReading: true });
    return toPage(letters, limit, ({ diedAt, id: last }) => [diedAt, last]);
  }

  /** A job again, with all its attempts before it; false: no such letter, or a living job has its unique key. */
  async replay(id: string): Promise<boolean> {
    return ((await this.move(replayOneSql, [id, 1]))?.moved ?? 0) > 0;
  }

  /** All of a queue that died before now, so many at a time; gives how many are jobs again. */
  async replayAll(name: string, atOnce: number): Promise<number> {
    const [begun] = await this.database.rows<{ now: string }>({ text: nowSql, isReading: true });
    let replayed = 0;
    let last: { at: string; id: string } | undefined = beforeAll;
    while (last) {
      const walked: Walked | undefined = await this.move(
        replayNextSql,
        [name, atOnce],
        [begun?.now, last.at, last.id],
      );
      replayed += walked?.moved ?? 0;
      last = walked;
    }
    return replayed;
  }

  async discard(id: string): Promise<boolean> {
    return (await this.database.rows({ text: discardSql, values: [id] })).length > 0;
  }

  /** Removes the oldest of those that died longer ago than this, at most `limit`; gives how many. */
  async purge(olderThanMs: number, limit: number): Promise<number> {
    return (await this.database.rows({ text: purgeSql, values: [olderThanMs, limit] })).length;
  }

  private async move(text: string, which: unknown[], more: unknown[] = []): Promise<Walked | undefined> {
    const values = [...which, this.database.channel, ...more];
    const [walked] = await this.database.rows<Walked>({ text, values });
    return walked;
  }
}
