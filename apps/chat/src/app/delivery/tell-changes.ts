import { type ConversationWire, type MemberWire, type MessageWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { conversationsById } from '../conversations/conversations-by-id';
import { type MemberRow, memberWireOf } from '../conversations/member-row';
import { messagesById, type Queries } from '../messages/messages-by-id';
import { type ChangeRow } from './change-row';
import { type ConversationChange } from './conversation-change';
import { spareNewcomers } from './spare-newcomers';

const membersSql = prepared(`
  SELECT m.conversation_id, m.user_id, m.role, m.joined_at
  FROM unnest($1::uuid[], $2::uuid[]) AS a(conversation_id, user_id) JOIN members m USING (conversation_id, user_id)`);
/** Who is in it from its first version on; and who was until it was deleted. */
const crowdSql = prepared(`
  SELECT m.conversation_id, a.version::float8 AS version, array_agg(m.user_id) AS user_ids
  FROM unnest($1::uuid[], $2::bigint[]) AS a(conversation_id, version) JOIN members m
    ON m.conversation_id = a.conversation_id AND (m.joined_version = a.version OR m.left_version = a.version)
  GROUP BY 1, 2`);

interface Things {
  readonly messages: ReadonlyMap<string, MessageWire>;
  readonly conversations: ReadonlyMap<string, ConversationWire>;
  readonly members: ReadonlyMap<string, MemberWire>;
  readonly crowds: ReadonlyMap<string, readonly string[]>;
}

const firstVersion = 1;
const keyOf = (...parts: readonly unknown[]): string => parts.join(' ');
const isCrowd = ({ kind, version }: ChangeRow): boolean =>
  kind === 'conversation.deleted' || (kind === 'conversation.updated' && version === firstVersion);

/** Says changes in full, each in its place, with their things as they are now: at most seven statements for all of them. */
export async function tellChanges(
  queries: Queries,
  rows: readonly ChangeRow[],
): Promise<ConversationChange[]> {
  const of = (kind: string) => rows.filter((row) => row.kind.startsWith(kind));
  const distinct = (ids: readonly (string | null)[]) => [...new Set(ids.flatMap((id) => id ?? []))];
  const things: Things = {
    messages: await messagesById(queries, distinct(of('message.').map(({ about }) => about))),
    conversations: await conversationsById(
      queries,
      distinct(of('conversation.updated').map(({ conversation_id }) => conversation_id)),
    ),
    members: await membersOf(queries, of('member.added')),
    crowds: await crowdsOf(queries, rows.filter(isCrowd)),
  };
  return spareNewcomers(
    queries,
    rows.flatMap((row) => told(row, things) ?? []),
  );
}

async function membersOf(
  queries: Queries,
  rows: readonly ChangeRow[],
): Promise<ReadonlyMap<string, MemberWire>> {
  if (rows.length === 0) return new Map();
  const asked = [rows.map((row) => row.conversation_id), rows.map((row) => row.about)];
  const found = await queries.query<MemberRow[]>(membersSql, asked);
  return new Map(found.map((row) => [keyOf(row.conversation_id, row.user_id), memberWireOf(row)]));
}

async function crowdsOf(
  queries: Queries,
  rows: readonly ChangeRow[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (rows.length === 0) return new Map();
  const asked = [rows.map((row) => row.conversation_id), rows.map((row) => row.version)];
  const found = await queries.query<(ChangeRow & { user_ids: string[] })[]>(crowdSql, asked);
  return new Map(found.map((row) => [keyOf(row.conversation_id, row.version), row.user_ids]));
}

function told(row: ChangeRow, things: Things): ConversationChange | undefined {
  const { conversation_id, version, kind } = row;
  const about = row.about ?? '';
  const place = { conversation_id, version };
  const crowd = isCrowd(row) ? (things.crowds.get(keyOf(conversation_id, version)) ?? []) : undefined;
  if (kind === 'conversation.deleted') return { ...place, event: kind, data: place, left: crowd };
  if (kind === 'member.removed')
    return { ...place, event: kind, data: { ...place, user_id: about }, left: [about] };
  if (kind === 'member.added') {
    const member = things.members.get(keyOf(conversation_id, about));
    return member && { ...place, event: kind, data: { ...place, member }, joined: [about] };
  }
  if (kind === 'conversation.updated') {
    const conversation = things.conversations.get(conversation_id);
    const change = conversation && { ...place, event: kind, data: { conversation, version } };
    return change && (crowd ? { ...change, joined: crowd } : change);
  }
  const message = things.messages.get(about);
  return message && { ...place, event: kind, data: { message, version } };
}
