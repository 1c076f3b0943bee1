import { type ConversationType, type ConversationWire } from '@secureconnect/contracts';
import { type FirstMembers } from './first-members';

/** A conversation as `conversationColumns` gives it. */
export interface ConversationRow {
  readonly id: string;
  readonly type: ConversationType;
  readonly title: string | null;
  readonly last_seq: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What is read of `conversations c`. */
export const conversationColumns = `c.id, c.type, c.title, c.last_seq::float8 AS last_seq, c.version::float8 AS version,
  c.created_at, c.updated_at`;

/** A conversation as all of its members see it. */
export const conversationWireOf = (
  { id, type, title, last_seq, version, created_at, updated_at }: ConversationRow,
  { members, member_count }: FirstMembers = { members: [], member_count: 0 },
): ConversationWire => ({
  ...{ id, type, title, members, member_count, last_seq, version },
  ...{ created_at: created_at.toISOString(), updated_at: updated_at.toISOString() },
});
