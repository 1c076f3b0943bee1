import { type Call, type Participant } from '../machine/call';

/** Milliseconds since 1970 of a column. */
const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

const participantFields = `
  'userId', p.user_id, 'state', p.state, 'reason', p.reason, 'device', p.device, 'leg', p.leg,
  'until', ${ms('p.until')}, 'media', p.media, 'joinedAt', ${ms('p.joined_at')}, 'leftAt', ${ms('p.left_at')}`;

/** A call as `callOf` reads it, but for who is in it. */
export const callColumns = `
  c.id, c.conversation_id AS "conversationId", c.is_direct AS "isDirect", c.call_type AS type,
  c.caller_id AS "callerId", c.state, c.reason, c.version, ${ms('c.created_at')} AS "createdAt",
  ${ms('c.ring_until')} AS "ringUntil", ${ms('c.answered_at')} AS "answeredAt", ${ms('c.ended_at')} AS "endedAt"`;

/** Who is in a call, in their order, out of rows `p`. */
export const participantsOf = (rows: string): string =>
  `(SELECT jsonb_agg(jsonb_build_object(${participantFields}) ORDER BY p.place) FROM ${rows}) AS participants`;

/** A whole call out of rows `c`. */
export const wholeCall = `${callColumns}, ${participantsOf('participants p WHERE p.call_id = c.id')}`;

/** A call as a statement with these columns gives it. */
export type CallRow = Omit<Call, 'participants'> & { readonly participants: readonly Participant[] | null };

/** What a row says, and nothing else of it. */
export function callOf(row: CallRow): Call {
  const { id, conversationId, isDirect, type, callerId, state, reason, version } = row;
  const { createdAt, ringUntil, answeredAt, endedAt, participants } = row;
  const times = { createdAt, ringUntil, answeredAt, endedAt };
  return {
    ...{ id, conversationId, isDirect, type, callerId, state, reason, version, ...times },
    participants: participants ?? [],
  };
}
