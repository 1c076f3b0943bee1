import { type MemberWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { type Queries } from '../messages/messages-by-id';
import { type MemberRow, memberWireOf } from './member-row';

/** The hundred who have been there longest: a conversation of a thousand is not told whole at every change. */
const sql = prepared(`
  SELECT conversation_id, user_id, role, joined_at, member_count FROM (
    SELECT conversation_id, user_id, role, joined_at, count(*) OVER (PARTITION BY conversation_id)::int AS member_count,
      row_number() OVER (PARTITION BY conversation_id ORDER BY joined_at, user_id) AS place
    FROM members WHERE conversation_id = ANY($1) AND left_at IS NULL) ranked
  WHERE place <= 100 ORDER BY conversation_id, place`);

interface Row extends MemberRow {
  readonly member_count: number;
}

/** Who has been in a conversation longest, and how many there are. */
export interface FirstMembers {
  readonly members: readonly MemberWire[];
  readonly member_count: number;
}

/** The same for several conversations, by their ids. */
export async function firstMembersOf(
  queries: Queries,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, FirstMembers>> {
  const found = new Map<string, { members: MemberWire[]; member_count: number }>();
  for (const row of await queries.query<Row[]>(sql, [conversationIds])) {
    const { conversation_id: id, member_count } = row;
    if (!found.has(id)) found.set(id, { members: [], member_count });
    found.get(id)?.members.push(memberWireOf(row));
  }
  return found;
}
