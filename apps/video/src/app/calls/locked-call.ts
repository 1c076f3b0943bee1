import { prepared } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';
import { type Call } from '../machine/call';
import { callColumns, callOf, type CallRow, participantsOf } from './call-rows';

/** A call that nobody else changes until the transaction ends, and what time it is by PostgreSQL's clock. */
export interface LockedCall {
  readonly call: Call;
  readonly at: number;
}

/** The time by PostgreSQL, in whole milliseconds since 1970. */
export const nowMs = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::float8';

const lockSql = prepared('SELECT FROM calls WHERE id = $1 FOR UPDATE');
const lockFreeSql = prepared('SELECT FROM calls WHERE id = $1 FOR UPDATE SKIP LOCKED');
/** A statement of its own: it sees what was committed while the lock was waited for. Renewals wait for it in turn. */
const readSql = prepared(`
  WITH p AS MATERIALIZED (SELECT * FROM participants WHERE call_id = $1 ORDER BY user_id FOR UPDATE)
  SELECT ${callColumns}, ${participantsOf('p')}, ${nowMs} AS at FROM calls c WHERE c.id = $1`);

/** Undefined: there is no such call; or, where only a free one is wanted, somebody else has it. */
export async function lockCall(
  manager: EntityManager,
  callId: string,
  { isFree = false } = {},
): Promise<LockedCall | undefined> {
  const locked = await manager.query<unknown[]>(isFree ? lockFreeSql : lockSql, [callId]);
  if (locked.length === 0) return undefined;
  const [row] = await manager.query<(CallRow & { at: number })[]>(readSql, [callId]);
  return row && { call: callOf(row), at: row.at };
}
