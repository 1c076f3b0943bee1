import { prepared } from '@secureconnect/platform';
import { conversationsById } from '../conversations/conversations-by-id';
import { type Queries } from '../messages/messages-by-id';
import { type ConversationChange } from './conversation-change';

const sql = prepared(`
  SELECT a.place::int - 1 AS place, array_agg(m.user_id) AS people
  FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS a(conversation_id, seq, place)
    JOIN members m ON m.conversation_id = a.conversation_id AND m.left_at IS NULL AND m.joined_seq >= a.seq
  GROUP BY a.place`);

interface Row {
  readonly place: number;
  readonly people: readonly string[];
}

/**
 * Has nobody told by an edit or a reaction what was said before she came: she is told at that version that the
 * conversation changed, and how it is.
 */
export async function spareNewcomers(
  queries: Queries,
  changes: readonly ConversationChange[],
): Promise<ConversationChange[]> {
  const later = changes.flatMap((change) =>
    change.event === 'message.updated' || change.event === 'message.deleted' ? [change] : [],
  );
  if (later.length === 0) return [...changes];
  const ids = later.map(({ conversation_id }) => conversation_id);
  const rows = await queries.query<Row[]>(sql, [ids, later.map(({ data }) => data.message.seq)]);
  if (rows.length === 0) return [...changes];
  const conversations = await conversationsById(queries, [
    ...new Set(rows.flatMap(({ place }) => ids[place] ?? [])),
  ]);
  const people = new Map<ConversationChange, readonly string[]>();
  for (const row of rows) people.set(later[row.place] as ConversationChange, row.people);
  return changes.map((change) => {
    const [newcomers, { conversation_id, version }] = [people.get(change), change];
    const conversation = conversations.get(conversation_id);
    if (!newcomers || !conversation) return change;
    const instead = { conversation_id, version, event: 'conversation.updated' as const };
    return {
      ...change,
      newcomers: { people: newcomers, change: { ...instead, data: { conversation, version } } },
    };
  });
}
