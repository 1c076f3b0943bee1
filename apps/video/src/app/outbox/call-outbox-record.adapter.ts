import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { OutboxRecord, type OutboxSizes } from '@secureconnect/realtime';
import { DataSource } from 'typeorm';
import { type CallChange } from '../calls/call-change';

/** A change that is to be told. */
export interface OutboxRow {
  readonly callId: string;
  readonly version: number;
}

const markSql = prepared(`
  UPDATE call_changes c SET told_at = clock_timestamp()
  FROM unnest($1::uuid[], $2::int[]) AS told (call_id, version)
  WHERE c.call_id = told.call_id AND c.version = told.version AND c.told_at IS NULL`);

/** Whoever takes changes has them for as long as they were left: if it dies with them, another takes them. */
const takeSql = prepared(`
  WITH taken AS (
    UPDATE call_changes SET taken_at = clock_timestamp() WHERE (call_id, version) IN (
      SELECT call_id, version FROM call_changes
      WHERE told_at IS NULL AND taken_at < statement_timestamp() - $1 * interval '1 ms'
      ORDER BY taken_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING call_id, version, change)
  SELECT change FROM taken ORDER BY call_id, version`);

const sizesSql = prepared(`
  WITH seen AS (SELECT at FROM call_changes WHERE told_at IS NULL ORDER BY taken_at LIMIT 10000)
  SELECT count(*)::int AS rows,
    coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float8 AS "oldestSeconds" FROM seen`);

const forgetSql = `
  DELETE FROM call_changes WHERE (call_id, version) IN (
    SELECT o.call_id, o.version FROM call_changes o JOIN calls c ON c.id = o.call_id
    WHERE o.at < statement_timestamp() - $1 * interval '1 hour'
      AND c.ended_at < statement_timestamp() - $1 * interval '1 hour'
    ORDER BY o.at LIMIT $2 FOR UPDATE OF o SKIP LOCKED)`;

/** Changes of calls that were committed and are perhaps not told yet. */
@Injectable()
export class CallOutboxRecord extends OutboxRecord<OutboxRow> {
  constructor(private readonly source: DataSource) {
    super();
  }

  async settle(rows: readonly OutboxRow[]): Promise<void> {
    const ids = rows.map(({ callId }) => callId);
    const versions = rows.map(({ version }) => version);
    await this.source.query(markSql, [ids, versions]);
  }

  /** Takes changes that were left for so long, those of one call in their order. */
  async take(leftForMs: number, atMost: number): Promise<readonly CallChange[]> {
    const rows = await this.source.query<{ change: CallChange }[]>(takeSql, [leftForMs, atMost]);
    return rows.map(({ change }) => change);
  }

  async sizes(): Promise<OutboxSizes> {
    const [found] = await this.source.query<OutboxSizes[]>(sizesSql, []);
    return found ?? { rows: 0, oldestSeconds: 0 };
  }

  /** Forgets changes of calls that have been over for so long; gives how many, so many at most. */
  async forget(hours: number, atMost: number): Promise<number> {
    const [, forgotten] = await this.source.query<[unknown, number]>(forgetSql, [hours, atMost]);
    return forgotten;
  }
}
