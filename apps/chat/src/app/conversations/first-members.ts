import { type MemberWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { type Queries } from '../messages/messages-by-id';
import { type MemberRow, memberWireOf } from './member-row';

/** So many of each are read of the index, however many there are. */
const sql = prepared(`
  SELECT m.* FROM unnest($1::uuid[]) AS c(id) CROSS JOIN LATERAL (
    SELECT conversation_id, user_id, role, joined_at FROM members
    WHERE conversation_id = c.id AND left_at IS NULL ORDER BY joined_at, user_id LIMIT $2) m
  ORDER BY m.conversation_id, m.joined_at, m.user_id`);

/** How many of its members a conversation shows by itself: one of a thousand is not told whole at every change. */
export const mostShown = 100;

/** Who has been in each of these conversations longest, by their ids. */
export async function firstMembersOf(
  queries: Queries,
  conversationIds: readonly string[],
  most = mostShown,
): Promise<ReadonlyMap<string, readonly MemberWire[]>> {
  const found = new Map(conversationIds.map((id): [string, MemberWire[]] => [id, []]));
  for (const row of await queries.query<MemberRow[]>(sql, [[...found.keys()], most]))
    found.get(row.conversation_id)?.push(memberWireOf(row));
  return found;
}
