import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

const noteSql = `
  INSERT INTO push_wakings AS w (call_id, user_id, version)
  SELECT $1, user_id, $3 FROM unnest($2::uuid[]) AS user_id ORDER BY user_id
  ON CONFLICT (call_id, user_id) DO UPDATE SET version = greatest(w.version, excluded.version), at = clock_timestamp()`;
const newestSql = 'SELECT version FROM push_wakings WHERE call_id = $1 AND user_id = $2';
const cleanSql = `
  WITH gone AS (DELETE FROM push_wakings WHERE (call_id, user_id) IN (
    SELECT call_id, user_id FROM push_wakings WHERE at < clock_timestamp() - interval '3 days'
    ORDER BY at LIMIT 5000 FOR UPDATE SKIP LOCKED) RETURNING 1)
  SELECT count(*)::int AS count FROM gone`;

/** By which change of a call somebody was woken last: what comes late of an earlier one is not sent any more. */
@Injectable()
export class PushRecord {
  constructor(private readonly source: DataSource) {}

  async note(
    callId: string,
    userIds: readonly string[],
    version: number,
    within: EntityManager,
  ): Promise<void> {
    await within.query(noteSql, [callId, userIds, version]);
  }

  /** Whether nothing later is to be sent to her of this call. */
  async isNewest(callId: string, userId: string, version: number): Promise<boolean> {
    const [row] = await this.source.query<{ version: number }[]>(newestSql, [callId, userId]);
    return row === undefined || row.version <= version;
  }

  /** Forgets what is over; gives how much. */
  async cleanUp(): Promise<number> {
    const [row] = await this.source.query<{ count: number }[]>(cleanSql);
    return row?.count ?? 0;
  }
}
