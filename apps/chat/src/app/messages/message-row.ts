import { type MessageWire, type ReactionWire } from '@secureconnect/contracts';

/** A message as `messageColumns` gives it. */
export interface MessageRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly seq: number;
  readonly sender_id: string;
  readonly client_msg_id: string;
  readonly body: string;
  readonly reply_to: string | null;
  readonly attachments: readonly string[];
  readonly created_at: Date;
  readonly edited_at: Date | null;
  readonly deleted_at: Date | null;
  readonly reactions: readonly ReactionWire[] | null;
}

const reactions = `(SELECT json_agg(json_build_object('emoji', e.emoji, 'user_ids', e.user_ids) ORDER BY e.first)
  FROM (SELECT r.emoji, array_agg(r.user_id ORDER BY r.at, r.user_id) AS user_ids, min(r.at) AS first
    FROM reactions r WHERE r.message_id = m.id GROUP BY r.emoji) e)`;

/** What is read of `messages m`. */
export const messageColumns = `m.id, m.conversation_id, m.seq::float8 AS seq, m.sender_id, m.client_msg_id, m.body,
  m.reply_to, m.attachments, m.created_at, m.edited_at, m.deleted_at, ${reactions} AS reactions`;

/** A message as its readers see it. */
export const messageWireOf = (row: MessageRow): MessageWire => ({
  ...row,
  reactions: row.reactions ?? [],
  created_at: row.created_at.toISOString(),
  edited_at: row.edited_at?.toISOString() ?? null,
  deleted_at: row.deleted_at?.toISOString() ?? null,
});
