import { type ConversationWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { type Queries } from '../messages/messages-by-id';
import { conversationColumns, type ConversationRow, conversationWireOf } from './conversation-row';
import { firstMembersOf } from './first-members';

const sql = prepared(`SELECT ${conversationColumns} FROM conversations c WHERE c.id = ANY($1)`);

/** Conversations as they are now, by their ids, deleted ones too; who may see them is asked elsewhere. */
export async function conversationsById(
  queries: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ConversationWire>> {
  if (ids.length === 0) return new Map();
  const rows = await queries.query<ConversationRow[]>(sql, [ids]);
  const members = await firstMembersOf(queries, ids);
  return new Map(rows.map((row) => [row.id, conversationWireOf(row, members.get(row.id))]));
}
