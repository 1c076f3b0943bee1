import { type ConversationType, type ConversationWire, type MemberWire } from '@secureconnect/contracts';

/** A conversation as `conversationColumns` gives it. */
export interface ConversationRow {
  readonly id: string;
  readonly type: ConversationType;
  readonly title: string | null;
  readonly member_count: number;
  readonly last_seq: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What is read of `conversations c`. */
export const conversationColumns = `c.id, c.type, c.title, c.member_count, c.last_seq::float8 AS last_seq, c.version::float8 AS version,
  c.created_at, c.updated_at`;

/** A conversation as all of its members see it. */
export const conversationWireOf = (
  { id, type, title, member_count, last_seq, version, created_at, updated_at }: ConversationRow,
  members: readonly MemberWire[] = [],
): ConversationWire => ({
  ...{ id, type, title, members, member_count, last_seq, version },
  ...{ created_at: created_at.toISOString(), updated_at: updated_at.toISOString() },
});
