import { type ChatChange } from '@secureconnect/contracts';

/** Which conversation a change is of. */
export function conversationOf({ data }: ChatChange): string {
  if ('message' in data) return data.message.conversation_id;
  return 'conversation' in data ? data.conversation.id : data.conversation_id;
}
