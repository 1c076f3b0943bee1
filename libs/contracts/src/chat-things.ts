/** What a conversation is between: two people, or any number who were asked in. */
export type ConversationType = 'direct' | 'group';

/** What a member may do: an owner everything, an admin everything but with owners. */
export type MemberRole = 'owner' | 'admin' | 'member';

/** A message as every client sees it. */
export interface MessageWire {
  readonly id: string;
  readonly conversation_id: string;
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly sender_id: string;
  readonly client_msg_id: string;
  /** As it was sent, character by character; empty once deleted. */
  readonly body: string;
  readonly reply_to: string | null;
  /** Ids of files. */
  readonly attachments: readonly string[];
  readonly reactions: readonly ReactionWire[];
  readonly created_at: string;
  readonly edited_at: string | null;
  readonly deleted_at: string | null;
}

/** One sign beneath a message, and who set it. */
export interface ReactionWire {
  readonly emoji: string;
  /** How many set it. */
  readonly count: number;
  /** Who set it first first; a hundred of them at most. */
  readonly user_ids: readonly string[];
}

/** A member of a conversation. */
export interface MemberWire {
  readonly user_id: string;
  readonly role: MemberRole;
  readonly joined_at: string;
}

/** A conversation as all of its members see it. */
export interface ConversationWire {
  readonly id: string;
  readonly type: ConversationType;
  readonly title: string | null;
  /**
   * Who have been in it longest: a hundred of them, in a list of conversations ten; the others stand in its list of
   * members.
   */
  readonly members: readonly MemberWire[];
  readonly member_count: number;
  /** The number of its newest message; 0: none yet. */
  readonly last_seq: number;
  /** Its number of changes; each has one, without gaps. */
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The same as one of its members sees it. */
export interface OwnConversationWire extends ConversationWire {
  readonly role: MemberRole;
  readonly unread_count: number;
  readonly read_seq: number;
  readonly last_message: MessageWire | null;
}

/** How far a member has had delivered, and has read. */
export interface ReceiptWire {
  readonly conversation_id: string;
  readonly user_id: string;
  readonly delivered_seq: number;
  readonly read_seq: number;
}

/** Whether somebody is here. */
export interface PresenceWire {
  readonly user_id: string;
  readonly status: 'online' | 'away' | 'offline' | 'unknown';
  readonly last_seen_at: string | null;
}
