import { prepared, type Statements } from '@secureconnect/platform';
import { type SessionDetails } from '../session.store';
import { type SessionSealer } from '../sealing/session-sealer';
import { type SessionStoreOptions } from '../session-store.options';
import { type Ending } from './known-session';
import { rowColumns, rowPlace, type SessionRow } from './session-row';

/** A session on its way into the record. */
export interface SessionInsert {
  readonly id: string;
  readonly userId: string;
  readonly details: SessionDetails;
  readonly methods: readonly string[];
  readonly tokenHash: Buffer;
  readonly generation: number;
}

/** How its token is replaced. */
export interface TokenChange {
  readonly tokenHash: Buffer;
  readonly sealedChild: Buffer;
}

const fill =
  'INSERT INTO sessions (id, user_id, sealed_details, sealed_with, methods, token_hash, generation,';
const moments = 'created_at, authenticated_at, last_seen_at, active_until, ends_at)';

/** TypeORM hands on the rows of a SELECT alone. */
const returning = (change: string): string =>
  `WITH changed AS (${change} RETURNING *) SELECT ${rowColumns} FROM changed`;

/** In the order of their ids, in which everybody locks sessions. */
const endedWhere = (which: string, reason: string): string =>
  `locked AS (SELECT id FROM sessions WHERE ${which} ORDER BY id FOR UPDATE), ended AS (
    UPDATE sessions SET ended_at = clock_timestamp(), ended_for = ${reason}, written_at = clock_timestamp(),
      version = version + 1, sealed_child = NULL
    FROM locked WHERE sessions.id = locked.id AND ended_at IS NULL RETURNING sessions.id)`;
const endWhere = (which: string, reason: string): string =>
  `WITH ${endedWhere(which, reason)} SELECT id FROM ended`;

const lockUserSql = prepared(`SELECT pg_advisory_xact_lock(hashtextextended('sessions of ' || $1, 0))`);
/** One that begins is not seen by what makes room for it: both see what was there before. */
const beginSql = prepared(`
  WITH ${endedWhere(
    `id IN (SELECT id FROM sessions WHERE user_id = $2 AND ended_at IS NULL
      AND ends_at > clock_timestamp() ORDER BY created_at DESC, id DESC OFFSET $10)`,
    `'limit'`,
  )}, changed AS (
    ${fill} ${moments} SELECT $1, $2, $3, $4, $5, $6, $7, t, t, t,
      t + $8 * interval '1 ms', t + $9 * interval '1 ms' FROM (SELECT clock_timestamp() AS t) AS clock RETURNING *)
  SELECT ${rowColumns}, ARRAY(SELECT ended.id::text FROM ended) AS made_room FROM changed`);

/** What is written of sessions within the transactions of others. */
export class SessionWrites {
  constructor(
    private readonly options: SessionStoreOptions,
    private readonly sealer: SessionSealer,
  ) {}

  /** Has those who begin or end sessions of one user come one after the other, until the transaction ends. */
  async lockUser(userId: string, within: Statements): Promise<void> {
    await within.query(lockUserSql, [userId]);
  }

  /** Begins one, and ends the oldest that leave no room for it, whose ids it gives too. */
  async begin(
    session: SessionInsert,
    within: Statements,
  ): Promise<SessionRow & { readonly made_room: readonly string[] }> {
    const { id, userId, details, methods, tokenHash, generation } = session;
    const sealed = this.sealer.seal(JSON.stringify(details), rowPlace(id));
    const { activeMs, lifeMs, mostPerUser } = this.options;
    const given = [id, userId, sealed.bytes, sealed.with, methods, tokenHash, generation];
    const [row] = (await within.query(beginSql, [...given, activeMs, lifeMs, mostPerUser - 1])) as [
      SessionRow & { made_room: string[] },
    ];
    return row;
  }

  /** The row, which nobody else changes until the transaction ends. */
  async locked(id: string, within: Statements): Promise<SessionRow | undefined> {
    return this.row(`SELECT ${rowColumns} FROM sessions WHERE id = $1 FOR UPDATE`, [id], within);
  }

  /** Replaces the token of a locked row. */
  async rotate(
    id: string,
    details: SessionDetails,
    change: TokenChange,
    within: Statements,
  ): Promise<SessionRow> {
    const sealed = this.sealer.seal(JSON.stringify(details), rowPlace(id));
    const { activeMs, lifeMs } = this.options;
    const text = `UPDATE sessions SET former_hash = token_hash, token_hash = $2, sealed_child = $3, sealed_details = $4,
      sealed_with = $5, generation = generation + 1, rotated_at = t, written_at = t, last_seen_at = t,
      active_until = t + $6 * interval '1 ms', ends_at = t + $7 * interval '1 ms', version = version + 1
      FROM (SELECT clock_timestamp() AS t) AS clock WHERE id = $1`;
    const values = [id, change.tokenHash, change.sealedChild, sealed.bytes, sealed.with, activeMs, lifeMs];
    return this.row(returning(text), values, within) as Promise<SessionRow>;
  }

  /** Writes details, and methods where they are given: then its user has just shown who she is. */
  async change(
    id: string,
    details: SessionDetails,
    methods: readonly string[] | undefined,
    within: Statements,
  ): Promise<SessionRow> {
    const sealed = this.sealer.seal(JSON.stringify(details), rowPlace(id));
    const text = `UPDATE sessions SET sealed_details = $2, sealed_with = $3, methods = COALESCE($4, methods),
      authenticated_at = CASE WHEN $4::text[] IS NULL THEN authenticated_at ELSE clock_timestamp() END,
      written_at = clock_timestamp(), version = version + 1 WHERE id = $1`;
    const values = [id, sealed.bytes, sealed.with, methods ?? null];
    return this.row(returning(text), values, within) as Promise<SessionRow>;
  }

  /** Ends one; gives its id where it had not ended. */
  async end(userId: string, id: string, reason: Ending, within: Statements): Promise<readonly string[]> {
    const which = 'id = $1 AND user_id = $2 AND ended_at IS NULL AND ends_at > clock_timestamp()';
    return this.ids(endWhere(which, '$3'), [id, userId, reason], within);
  }

  async endAll(userId: string, except: string | undefined, within: Statements): Promise<readonly string[]> {
    const which =
      'user_id = $1 AND id IS DISTINCT FROM $2::uuid AND ended_at IS NULL AND ends_at > clock_timestamp()';
    return this.ids(endWhere(which, `'all_ended'`), [userId, except ?? null], within);
  }

  private async ids(text: string, values: unknown[], within: Statements): Promise<readonly string[]> {
    return ((await within.query(text, values)) as { id: string }[]).map(({ id }) => id);
  }

  private async row(text: string, values: unknown[], within: Statements): Promise<SessionRow | undefined> {
    const [row] = (await within.query(text, values)) as SessionRow[];
    return row;
  }
}
