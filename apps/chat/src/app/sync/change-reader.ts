import { type ConversationChange } from '../delivery/conversation-change';

/** What the record says happened in a conversation. */
export abstract class ChangeReader {
  /** In the order of their versions, without a gap, at most `limit`; their things as they are now, and marked so. */
  abstract after(
    conversationId: string,
    version: number,
    limit: number,
  ): Promise<readonly ConversationChange[]>;
}
