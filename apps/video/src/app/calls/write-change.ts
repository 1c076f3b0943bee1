import { prepared } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';
import { type Call, type Participant } from '../machine/call';
import { type CallChange } from './call-change';

const time = (ms: string): string => `to_timestamp(${ms}::numeric / 1000)`;

const record = `
  jsonb_to_recordset($2::jsonb) AS r ("userId" uuid, place int, state text, reason text, device text, leg int,
    "until" float8, media jsonb, "joinedAt" float8, "leftAt" float8)`;
const columns = 'call_id, user_id, place, state, reason, device, leg, until, media, joined_at, left_at';
const values = `
  r."userId", r.place, r.state, r.reason, r.device, r.leg, ${time('r."until"')}, r.media,
  ${time('r."joinedAt"')}, ${time('r."leftAt"')}`;
const changed = ['state', 'reason', 'device', 'leg', 'until', 'media', 'joined_at', 'left_at'];

const changeSql = prepared(`
  WITH changed AS (
    UPDATE calls SET state = $4, reason = $5, version = $6,
      answered_at = ${time('$7::float8')}, ended_at = ${time('$8::float8')} WHERE id = $1),
  people AS (
    INSERT INTO participants (${columns}) SELECT $1, ${values} FROM ${record}
    ON CONFLICT (call_id, user_id) DO UPDATE SET ${changed.map((each) => `${each} = excluded.${each}`).join(', ')})
  INSERT INTO call_changes (call_id, version, change) VALUES ($1, $6, $3)`);

/** Nothing of it happens where the conversation has a call that is not over. */
const beginSql = prepared(`
  WITH made AS (
    INSERT INTO calls (id, state, reason, version, answered_at, ended_at,
      conversation_id, is_direct, call_type, caller_id, created_at, ring_until)
    VALUES ($1, $4, $5, $6, ${time('$7::float8')}, ${time('$8::float8')}, $9, $10, $11, $12,
      ${time('$13::float8')}, ${time('$14::float8')})
    ON CONFLICT (conversation_id) WHERE state IN ('ringing', 'active') DO NOTHING RETURNING id),
  people AS (INSERT INTO participants (${columns}) SELECT made.id, ${values} FROM made, ${record})
  INSERT INTO call_changes (call_id, version, change) SELECT id, $6, $3::jsonb FROM made RETURNING call_id`);

/** Writes a version of a call: of its participants those alone who are not as they were. */
export async function writeChange(manager: EntityManager, before: Call, change: CallChange): Promise<void> {
  const unchanged = new Set(before.participants);
  await manager.query(changeSql, [...valuesOf(change, (each) => !unchanged.has(each))]);
}

/** Writes a new call; false: the conversation has one already. */
export async function writeBeginning(manager: EntityManager, change: CallChange): Promise<boolean> {
  const { conversationId, isDirect, type, callerId, createdAt, ringUntil } = change.call;
  const more = [conversationId, isDirect, type, callerId, createdAt, ringUntil];
  const rows = await manager.query<unknown[]>(beginSql, [...valuesOf(change, () => true), ...more]);
  return rows.length > 0;
}

function valuesOf(change: CallChange, isWritten: (participant: Participant) => boolean): readonly unknown[] {
  const { call } = change;
  const people = call.participants.map((each, place) => ({ ...each, place }));
  const written = people.filter((_, place) => isWritten(call.participants[place]!));
  const texts = [JSON.stringify(written), JSON.stringify(change)];
  return [call.id, ...texts, call.state, call.reason, call.version, call.answeredAt, call.endedAt];
}
