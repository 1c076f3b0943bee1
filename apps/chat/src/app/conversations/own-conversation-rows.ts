import { type MemberRole, type OwnConversationWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { messagesById, type Queries } from '../messages/messages-by-id';
import { conversationColumns, type ConversationRow, conversationWireOf } from './conversation-row';
import { firstMembersOf } from './first-members';

/** A conversation as one who is in it has it. */
export interface OwnRow extends ConversationRow {
  readonly user_id: string;
  readonly role: MemberRole;
  readonly read_seq: number;
  readonly unread_count: number;
  readonly last_message_id: string | null;
  /** Microseconds, which a `Date` has not. */
  readonly active: number;
}

const active = 'floor(extract(epoch FROM c.updated_at) * 1000000)';
const place = "timestamptz 'epoch' + $3::bigint * interval '1 microsecond'";
const newestFirst = 'ORDER BY c.updated_at DESC, c.id DESC';
/** The last message is looked up of those that are shown, and not of all. */
const ownSql = (which: string): string =>
  prepared(`
    SELECT a.user_id, ${conversationColumns}, c.role, c.read_seq::float8 AS read_seq, l.id AS last_message_id,
      (c.last_seq - c.read_seq)::float8 AS unread_count, (${active})::float8 AS active
    FROM unnest($1::uuid[]) AS a(user_id) CROSS JOIN LATERAL (
      SELECT c.*, m.role, m.read_seq, m.joined_seq FROM members m JOIN conversations c ON c.id = m.conversation_id
      WHERE m.user_id = a.user_id AND m.left_at IS NULL AND c.deleted_at IS NULL ${which}) c
    LEFT JOIN messages l ON l.conversation_id = c.id AND l.seq = c.last_seq AND l.seq > c.joined_seq
    ${newestFirst}`);

/** Of these people: the conversation named; so many where something happened last; so many that follow a place. */
export const ownStatements = {
  one: ownSql('AND c.id = $2'),
  newest: ownSql(`${newestFirst} LIMIT $2`),
  next: ownSql(`AND (c.updated_at, c.id) < (${place}, $4::uuid) ${newestFirst} LIMIT $2`),
};

/** Reads what belongs to these rows, so many members of each; gives how a row looks to her whose it is. */
export async function ownWires(
  queries: Queries,
  rows: readonly OwnRow[],
  mostMembers?: number,
): Promise<(row: OwnRow) => OwnConversationWire> {
  const last = new Set(rows.flatMap(({ last_message_id: id }) => id ?? []));
  const messages = await messagesById(queries, [...last]);
  const ids = rows.map(({ id }) => id);
  const members = await firstMembersOf(queries, ids, mostMembers);
  return (row) => ({
    ...conversationWireOf(row, members.get(row.id)),
    ...{ role: row.role, unread_count: row.unread_count, read_seq: row.read_seq },
    last_message: messages.get(row.last_message_id ?? '') ?? null,
  });
}
