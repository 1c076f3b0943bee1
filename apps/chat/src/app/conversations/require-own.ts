import { type OwnConversationWire } from '@secureconnect/contracts';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { type Queries } from '../messages/messages-by-id';
import { type OwnConversations } from './own-conversations';

/** A conversation as one who is in it sees it; rejects with `ConversationUnknownError` where she is not. */
export async function requireOwn(
  own: OwnConversations,
  userId: string,
  id: string,
  queries?: Queries,
): Promise<OwnConversationWire> {
  const found = await own.find(userId, id, queries);
  if (!found) throw new ConversationUnknownError('');
  return found;
}
