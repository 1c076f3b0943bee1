import { type DataSource } from 'typeorm';
import { type PresenceState, withLease, withoutLease } from './presence-state';
import { type ToldDevice } from './presence.store';

interface Row {
  readonly userId: string;
  readonly device: string;
  readonly status: 'online' | 'away' | 'gone';
  /** Ms since the epoch by the clock of PostgreSQL, and its clock. */
  readonly until: number;
  readonly seenAt: number;
  readonly now: number;
}

/** A lease, or its end, on its way into the record; it lasts from when PostgreSQL takes it. */
export interface RecordedLease extends ToldDevice {
  readonly leaseMs: number;
}

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
const columns = `user_id AS "userId", device, status, ${ms('until')} AS until, ${ms('seen_at')} AS "seenAt",
  ${ms('clock_timestamp()')} AS now`;
const writeSql = `
  INSERT INTO presence.leases AS held (user_id, device, status, until, seen_at)
  SELECT told.user_id, told.device, told.status, t + told.lease * interval '1 ms', t
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::float8[]) AS told (user_id, device, status, lease),
    (SELECT clock_timestamp() AS t) AS clock
  ORDER BY told.user_id, told.device
  ON CONFLICT (user_id, device) DO UPDATE SET status = excluded.status, until = excluded.until,
    seen_at = greatest(held.seen_at, excluded.seen_at)`;
const findSql = `SELECT ${columns} FROM presence.leases WHERE user_id = ANY ($1)`;
const sinceSql = `SELECT ${columns} FROM presence.leases WHERE seen_at >= to_timestamp($1 / 1000.0) ORDER BY user_id`;
const cleanSql = `
  WITH gone AS (DELETE FROM presence.leases WHERE (user_id, device) IN (
    SELECT user_id, device FROM presence.leases WHERE seen_at < clock_timestamp() - $1 * interval '1 ms'
    ORDER BY seen_at LIMIT 1000 FOR UPDATE SKIP LOCKED) RETURNING 1)
  SELECT count(*)::int AS removed FROM gone`;

/** What PostgreSQL is told of presence while Redis is away. */
export class PresenceRecord {
  constructor(
    private readonly source: DataSource,
    private readonly rememberMs: number,
  ) {}

  /** In one statement and one order, so that two who tell of the same devices do not wait for each other for ever. */
  async write(leases: readonly RecordedLease[]): Promise<void> {
    const columnOf = (name: keyof RecordedLease) => leases.map((lease) => lease[name]);
    const columns = (['userId', 'device', 'status', 'leaseMs'] as const).map(columnOf);
    await this.source.query(writeSql, columns);
  }

  async find(userIds: readonly string[]): Promise<ReadonlyMap<string, PresenceState>> {
    return this.statesOf(await this.source.query<Row[]>(findSql, [userIds]));
  }

  /** What was written since a moment; everything that is remembered without one. */
  async *since(moment = 0): AsyncGenerator<{ key: string; state: PresenceState }> {
    for (const [key, state] of this.statesOf(await this.source.query<Row[]>(sinceSql, [moment])))
      yield { key, state };
  }

  async cleanUp(): Promise<number> {
    const [row] = await this.source.query<{ removed: number }[]>(cleanSql, [this.rememberMs]);
    return row?.removed ?? 0;
  }

  private statesOf(rows: readonly Row[]): ReadonlyMap<string, PresenceState> {
    const states = new Map<string, PresenceState>();
    for (const row of [...rows].sort((one, other) => one.seenAt - other.seenAt))
      states.set(row.userId, this.added(states.get(row.userId) ?? new Map(), row));
    return states;
  }

  private added(state: PresenceState, { device, status, until, seenAt, now }: Row): PresenceState {
    // In our own time, which Redis counts in: the clocks of two machines differ.
    const ahead = Date.now() - now;
    const at = Math.floor(seenAt + ahead);
    const moment = { now: at, stamp: { at, origin: 'record' }, rememberMs: this.rememberMs };
    if (status === 'gone') return withoutLease(state, device, moment);
    return withLease(state, { device, status, until: Math.floor(until + ahead) }, moment);
  }
}
