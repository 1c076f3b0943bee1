import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { OutboxRecord, type OutboxSizes } from '@secureconnect/realtime';
import { DataSource } from 'typeorm';

/** A change that is to be told. */
export interface OutboxRow {
  readonly conversation_id: string;
  readonly version: number;
}

const removeSql = prepared(`
  DELETE FROM outbox o USING unnest($1::uuid[], $2::bigint[]) AS told (conversation_id, version)
  WHERE o.conversation_id = told.conversation_id AND o.version = told.version`);

/** Whoever takes rows has them for as long as they were left: if it dies with them, another takes them. */
const takeSql = prepared(`
  UPDATE outbox SET at = clock_timestamp() WHERE (conversation_id, version) IN (
    SELECT conversation_id, version FROM outbox WHERE at < clock_timestamp() - $1 * interval '1 ms'
    ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING conversation_id, version`);

/** The age is the change's own: that of the row begins anew whenever it is taken. */
const sizesSql = prepared(`
  WITH oldest AS (SELECT conversation_id, version FROM outbox ORDER BY at LIMIT 100)
  SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 10000) AS counted)::int AS rows,
    coalesce((SELECT extract(epoch FROM clock_timestamp() - min(c.at))
      FROM oldest JOIN changes c USING (conversation_id, version)), 0)::float8 AS oldest`);

/** A cursor is honoured to its last hour, so what it stands on is kept a little longer. */
const marginHours = 24;

const forgetSql = `
  DELETE FROM changes WHERE (conversation_id, version) IN (
    SELECT conversation_id, version FROM changes
    WHERE at < clock_timestamp() - make_interval(days => $1, hours => ${marginHours}) ORDER BY at LIMIT $2
    FOR UPDATE SKIP LOCKED)`;

/** Changes of conversations that were committed and are perhaps not told yet. */
@Injectable()
export class ChatOutboxRecord extends OutboxRecord<OutboxRow> {
  constructor(private readonly source: DataSource) {
    super();
  }

  async settle(rows: readonly OutboxRow[]): Promise<void> {
    const ids = rows.map(({ conversation_id }) => conversation_id);
    const versions = rows.map(({ version }) => version);
    await this.source.query(removeSql, [ids, versions]);
  }

  /** Takes rows that were left for so long, those that waited longest first. */
  async take(leftForMs: number, atMost: number): Promise<OutboxRow[]> {
    type Row = { conversation_id: string; version: string };
    const [rows] = await this.source.query<[Row[], number]>(takeSql, [leftForMs, atMost]);
    return rows.map(({ conversation_id, version }) => ({ conversation_id, version: Number(version) }));
  }

  async sizes(): Promise<OutboxSizes> {
    const [found] = await this.source.query<{ rows: number; oldest: number }[]>(sizesSql, []);
    return { rows: found?.rows ?? 0, oldestSeconds: found?.oldest ?? 0 };
  }

  /** Forgets changes so many days old; gives how many, so many at most. */
  async forget(days: number, atMost: number): Promise<number> {
    const [, forgotten] = await this.source.query<[unknown, number]>(forgetSql, [days, atMost]);
    return forgotten;
  }
}
