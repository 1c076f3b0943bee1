import { type ConversationType, type MemberRole } from '@secureconnect/contracts';

/** A conversation as one of its members may call in it. */
export interface CallableConversation {
  readonly id: string;
  readonly type: ConversationType;
  /** What who asked is in it. */
  readonly role: MemberRole;
  /** Who else is in it, longest first: a hundred at most, and nobody more is rung. */
  readonly others: readonly string[];
}

/** Somebody in a conversation. */
export interface Membership {
  readonly conversationId: string;
  readonly userId: string;
}

/** Who is in which conversation, as chat says; remembered nowhere. */
export abstract class Conversations {
  /** Undefined: she is not in it. Rejects with `ConversationsAwayError` where nobody can say. */
  abstract find(conversationId: string, userId: string): Promise<CallableConversation | undefined>;
  /** Those of these that are so no longer. */
  abstract endedOf(memberships: readonly Membership[]): Promise<readonly Membership[]>;
}
