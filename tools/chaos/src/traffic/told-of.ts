import { type ChatChange } from '@secureconnect/contracts';
import { type Facts } from '../history/storm-history';

/** What is kept of a change that somebody was told: where, which, of whom, and what it says. */
export function toldOf({ event, data }: ChatChange): Facts | undefined {
  const { version } = data;
  if ('message' in data) {
    const { id, seq, conversation_id, sender_id, body, deleted_at } = data.message;
    const said = { body, deleted: deleted_at !== null };
    return { conversation: conversation_id, version, id, seq, sender: sender_id, ...said };
  }
  if ('member' in data) return { conversation: data.conversation_id, version, about: data.member.user_id };
  if ('user_id' in data) return { conversation: data.conversation_id, version, about: data.user_id };
  if ('conversation' in data) return { conversation: data.conversation.id, version };
  return event === 'conversation.deleted' ? { conversation: data.conversation_id, version } : undefined;
}
