import { prepared } from '@secureconnect/platform';
import { type Queries } from '../messages/messages-by-id';
import { mostConversations } from './conversation.policy';
import { TooManyConversationsError } from './too-many-conversations.error';

const fullSql = prepared(`
  SELECT a.user_id FROM unnest($1::uuid[]) WITH ORDINALITY AS a(user_id, place)
  WHERE EXISTS (SELECT FROM members m WHERE m.user_id = a.user_id AND m.left_at IS NULL OFFSET $2)
  ORDER BY a.place`);

/**
 * Rejects with `TooManyConversationsError` where one of those who are to come in is in as many as anybody may be. Nobody
 * waits for another's coming in elsewhere: those who come into several in one moment may be a few over.
 */
export async function requireRoom(
  queries: Queries,
  caller: string,
  coming: readonly string[],
): Promise<void> {
  const rows = await queries.query<{ user_id: string }[]>(fullSql, [coming, mostConversations - 1]);
  const full = rows.map(({ user_id }) => user_id);
  if (full.includes(caller)) throw new TooManyConversationsError([]);
  if (full.length > 0) throw new TooManyConversationsError(full);
}
