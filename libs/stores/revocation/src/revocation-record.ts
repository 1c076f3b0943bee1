import { type DataSource, type EntityManager } from 'typeorm';
import { type NumberedRevocation, subjectsOf } from './numbered-revocation';
import { type RevocationOptions } from './revocation.options';
import { type RevocableToken, type RevocationEntry } from './revocation.store';

/** What was recorded after a number, as of one moment. */
export interface RecordedPage {
  /** The highest number there is. */
  readonly head: number;
  readonly entries: readonly NumberedRevocation[];
}

/**
 * The next numbers and the rows that bear them, in one statement: whoever takes numbers holds the head until the commit,
 * so the order of numbers is the order of commits, and nobody sees a number without those before it.
 */
const insertSql = `
  WITH head AS (
    UPDATE revocation.revocation_head SET seq = seq + cardinality($1::text[])
    RETURNING seq - cardinality($1::text[]) AS before, clock_timestamp() AS at
  )
  INSERT INTO revocation.revocations AS r (seq, kind, subject, issued_before, made_at, expires_at)
  SELECT head.before + nth, kind, subject, issued_before, head.at,
    greatest(head.at, to_timestamp(issued_before / 1000.0)) + $4::float8 * interval '1 millisecond'
  FROM head, unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS g (kind, subject, issued_before, nth)
  RETURNING r.seq::float8, r.kind, r.subject, r.issued_before::float8 AS "issuedBefore",
    (extract(epoch FROM r.expires_at) * 1000)::float8 AS "expiresAt"`;

/**
 * The next millisecond, once it has begun: tokens given until now were issued before it, those given from now on were
 * not.
 */
const momentSql = `
  SELECT (floor(extract(epoch FROM clock_timestamp()) * 1000) + 1)::float8 AS at, pg_sleep(0.001)::text`;

const columns = `seq::float8, kind, subject, issued_before::float8 AS "issuedBefore",
  (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAt"`;

/**
 * True on a primary. A standby fails with 25006, which costs the connection and counts as away: what it has may be old,
 * and would prove that nothing was revoked.
 */
const atPrimary = `CASE WHEN pg_is_in_recovery() THEN pg_current_xact_id() IS NULL ELSE true END`;

const pageSql = `
  SELECT h.seq::float8 AS head, r.* FROM revocation.revocation_head h LEFT JOIN LATERAL (
    SELECT ${columns} FROM revocation.revocations WHERE revocations.seq > $1 AND made_at >= to_timestamp($3 / 1000.0)
    ORDER BY revocations.seq LIMIT $2
  ) r ON true WHERE ${atPrimary}`;

const findSql = `
  SELECT EXISTS (
    SELECT FROM revocation.revocations r JOIN unnest($1::text[], $2::text[]) AS g (kind, subject) USING (kind, subject)
    WHERE r.kind <> 'user' OR r.issued_before > $3
  ) AS found WHERE ${atPrimary}`;

const cleanUpSql = `
  WITH gone AS (
    DELETE FROM revocation.revocations WHERE seq IN (
      SELECT seq FROM revocation.revocations
      WHERE expires_at < clock_timestamp() - $1::float8 * interval '1 millisecond' LIMIT $2
    ) RETURNING 1
  )
  SELECT count(*)::float8 AS count FROM gone`;

const cleanUpBatch = 5_000;

/** Revocations in PostgreSQL, which decides. */
export class RevocationRecord {
  constructor(
    private readonly source: DataSource,
    private readonly options: Pick<RevocationOptions, 'lifeMs' | 'graceMs'>,
  ) {}

  /** Before which everything counts that was issued until now. */
  async moment(manager: EntityManager): Promise<number> {
    const [row] = await manager.query<{ at: number }[]>(momentSql);
    return (row as { at: number }).at;
  }

  /** Records them under the next numbers, which nobody else takes until the transaction has ended. */
  async insert(
    entries: readonly RevocationEntry[],
    manager: EntityManager,
  ): Promise<readonly NumberedRevocation[]> {
    const values = [
      entries.map(({ kind }) => kind),
      entries.map(({ subject }) => subject),
      entries.map(({ issuedBefore = 0 }) => Math.ceil(issuedBefore)),
      this.options.lifeMs,
    ];
    const rows = await manager.query<NumberedRevocation[]>(insertSql, values);
    return rows.sort((one, other) => one.seq - other.seq);
  }

  /** Whether a token was revoked. */
  async isRevoked(token: RevocableToken): Promise<boolean> {
    const subjects = subjectsOf(token);
    const values = [subjects.map(([kind]) => kind), subjects.map(([, subject]) => subject), token.issuedAtMs];
    const [row] = await this.source.query<{ found: boolean }[]>(findSql, values);
    return (row as { found: boolean }).found;
  }

  /** The first of those after a number, or of those among them that were made since a moment. */
  async after(seq: number, limit: number, since = 0): Promise<RecordedPage> {
    type Row = { head: number } & (NumberedRevocation | { seq: null });
    const rows = await this.source.query<Row[]>(pageSql, [seq, limit, since]);
    const entries = rows.filter((row) => row.seq !== null) as NumberedRevocation[];
    return { head: rows[0]?.head ?? 0, entries };
  }

  /** Deletes what has ended everywhere, also for a process whose clock is behind; gives how much. */
  async cleanUp(): Promise<number> {
    for (let total = 0; ;) {
      const [row] = await this.source.query<{ count: number }[]>(cleanUpSql, [
        this.options.graceMs,
        cleanUpBatch,
      ]);
      const count = row?.count ?? 0;
      total += count;
      if (count < cleanUpBatch) return total;
    }
  }
}
