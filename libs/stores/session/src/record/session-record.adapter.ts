import { prepared, type Statements } from '@secureconnect/platform';
import { type DataSource, type EntityManager } from 'typeorm';
import { type SessionSealer } from '../sealing/session-sealer';
import { type SessionDetails } from '../session.store';
import { type SessionStoreOptions } from '../session-store.options';
import { type DatabaseClock } from './database-clock';
import { detailsOf, rowColumns, rowPlace, type SessionRow } from './session-row';
import { type SessionWrites } from './session-writes';

/** That a session was used, as PostgreSQL is to be told. */
export interface Use {
  readonly id: string;
  readonly seenAt: number;
  readonly activeUntil: number;
}

const batch = 500;

const findSql = prepared(`SELECT ${rowColumns} FROM sessions WHERE id = $1`);

/** Sessions in PostgreSQL: read, and written where no transaction of others is needed. */
export class SessionRecord {
  constructor(
    private readonly source: DataSource,
    private readonly writes: SessionWrites,
    private readonly clock: DatabaseClock,
    private readonly sealer: SessionSealer,
    private readonly options: SessionStoreOptions,
  ) {}

  async find(id: string): Promise<SessionRow | undefined> {
    const [row] = await this.rows(findSql, [id]);
    return row;
  }

  /** As it is once every transaction that is changing it has ended. */
  async settled(id: string): Promise<SessionRow | undefined> {
    return this.writes.locked(id, this.source);
  }

  async list(userId: string): Promise<readonly SessionRow[]> {
    const text = `SELECT ${rowColumns} FROM sessions WHERE user_id = $1 AND ended_at IS NULL
      AND ends_at > clock_timestamp() ORDER BY last_seen_at DESC, id DESC`;
    return this.rows(text, [userId]);
  }

  /** Ids of those that ended within that time, the last first. */
  async endedWithin(ms: number, most: number): Promise<readonly string[]> {
    const text = `SELECT id FROM sessions WHERE written_at > clock_timestamp() - $1 * interval '1 ms'
      AND ended_at > clock_timestamp() - $1 * interval '1 ms' ORDER BY written_at DESC LIMIT $2`;
    return ((await this.source.query(text, [ms, most])) as { id: string }[]).map(({ id }) => id);
  }

  /** Those in use, and those that ended so lately that a copy may be about; all, or what was written since a moment. */
  async *recent(since: number | undefined, signal: AbortSignal): AsyncGenerator<SessionRow> {
    const text = `SELECT ${rowColumns} FROM sessions WHERE id > $1 AND ($2::float8 IS NULL OR
      written_at >= to_timestamp($2 / 1000)) AND (ended_at IS NULL AND active_until > clock_timestamp() OR
      ended_at > clock_timestamp() - interval '1 h') ORDER BY id LIMIT ${batch}`;
    let last = '00000000-0000-0000-0000-000000000000';
    for (let rows: SessionRow[] = []; !signal.aborted;) {
      rows = await this.rows(text, [last, since ?? null]);
      yield* rows;
      if (rows.length < batch) return;
      last = (rows.at(-1) as SessionRow).id;
    }
  }

  /** Notes that sessions were used, never backwards; gives the ids of those that have ended. */
  async noteUse(uses: readonly Use[]): Promise<readonly string[]> {
    const text = `WITH used AS (SELECT * FROM unnest($1::uuid[], $2::float8[], $3::float8[]) AS u (id, seen, active)),
      locked AS (SELECT id FROM sessions WHERE id = ANY($1) AND ended_at IS NULL ORDER BY id FOR UPDATE),
      noted AS (UPDATE sessions s SET last_seen_at = GREATEST(last_seen_at, to_timestamp(seen / 1000)),
        active_until = GREATEST(active_until, LEAST(ends_at, to_timestamp(active / 1000)))
        FROM used JOIN locked USING (id) WHERE s.id = used.id RETURNING s.id)
      SELECT id FROM used WHERE id NOT IN (SELECT id FROM noted)`;
    const columns = [
      uses.map(({ id }) => id),
      uses.map(({ seenAt }) => seenAt),
      uses.map((use) => use.activeUntil),
    ];
    return ((await this.source.query(text, columns)) as { id: string }[]).map(({ id }) => id);
  }

  /** Writes down from where a session was used, beside what else is known of it. */
  async noteDetails(id: string, seen: Partial<SessionDetails>): Promise<void> {
    await this.source.transaction(async (manager) => {
      const row = await this.writes.locked(id, manager);
      if (!row || row.is_ended) return;
      await this.writes.change(id, { ...detailsOf(row, this.sealer), ...seen }, undefined, manager);
    });
  }

  /** How many have not ended. */
  async count(): Promise<number> {
    const text =
      'SELECT count(*)::int AS n FROM sessions WHERE ended_at IS NULL AND ends_at > clock_timestamp()';
    const [row] = (await this.source.query(text)) as [{ n: number }];
    return row.n;
  }

  async forgetEnded(): Promise<number> {
    const text = `WITH old AS (SELECT id FROM sessions WHERE LEAST(ended_at, ends_at) < clock_timestamp() -
        $1 * interval '1 ms' LIMIT ${batch} FOR UPDATE SKIP LOCKED),
      gone AS (DELETE FROM sessions s USING old WHERE s.id = old.id RETURNING s.id)
      SELECT count(*)::int AS n FROM gone`;
    const forget = async (): Promise<number> =>
      ((await this.source.query(text, [this.options.keepEndedMs])) as [{ n: number }])[0].n;
    let all = 0;
    for (let n = batch; n === batch; all += n) n = await forget();
    return all;
  }

  /** Seals anew what another key has sealed, and passes over what none of the keys opens; gives the number. */
  async reseal(): Promise<number> {
    let [all, last]: [number, string | undefined] = [0, '00000000-0000-0000-0000-000000000000'];
    while (last !== undefined) {
      const after: string = last;
      const done = await this.source.transaction((manager) => this.resealAfter(after, manager));
      all += done.sealed;
      last = done.last;
    }
    return all;
  }

  async countSealedBefore(): Promise<number> {
    const text = 'SELECT count(*)::int AS n FROM sessions WHERE sealed_with <> $1';
    return ((await this.source.query(text, [this.sealer.present])) as [{ n: number }])[0].n;
  }

  private async resealAfter(
    after: string,
    within: EntityManager,
  ): Promise<{ sealed: number; last?: string }> {
    const text = `SELECT ${rowColumns} FROM sessions WHERE id > $1 AND sealed_with <> $2 ORDER BY id
      LIMIT ${batch} FOR UPDATE SKIP LOCKED`;
    const rows = await this.rows(text, [after, this.sealer.present], within);
    let sealed = 0;
    for (const row of rows) {
      if (
        this.sealer.open({ bytes: row.sealed_details, with: row.sealed_with }, rowPlace(row.id)) === undefined
      )
        continue;
      const anew = this.sealer.seal(JSON.stringify(detailsOf(row, this.sealer)), rowPlace(row.id));
      const change = 'UPDATE sessions SET sealed_details = $2, sealed_with = $3 WHERE id = $1';
      await within.query(change, [row.id, anew.bytes, anew.with]);
      sealed += 1;
    }
    const last = rows.at(-1)?.id;
    return rows.length < batch || last === undefined ? { sealed } : { sealed, last };
  }

  private async rows(text: string, values: unknown[], by: Statements = this.source): Promise<SessionRow[]> {
    const askedAt = this.clock.mark;
    const rows = (await by.query(text, values)) as SessionRow[];
    const [row] = rows;
    if (row) this.clock.learn(row.now, askedAt);
    return rows;
  }
}
