import { prepared } from '@secureconnect/platform';
import { messageColumns, type MessageRow } from './message-row';

/** Which part of a conversation: what was said before a number, after it, or around it. */
export interface MessageRange {
  readonly side: 'before' | 'after' | 'around';
  readonly seq: number;
}

/** A page of a conversation, whoever may see it. */
export interface PageQuestion extends MessageRange {
  readonly conversationId: string;
  readonly limit: number;
}

/** Who is there and from where on, or a message; the former have no id. */
export type PageRow = MessageRow & { readonly asker: string | null; readonly joined: number };

const here = 'm.conversation_id = $1';
/** One statement, so that who is there and what was said are of one moment. */
const sqlOf = (page: string): string =>
  prepared(`
    SELECT v.asker, v.joined, p.* FROM (
      SELECT v.user_id AS asker, v.joined_seq::float8 AS joined FROM members v
      JOIN conversations c ON c.id = v.conversation_id AND c.deleted_at IS NULL
      WHERE v.conversation_id = $1 AND v.user_id = ANY ($2) AND v.left_at IS NULL) v
    FULL JOIN (SELECT ${messageColumns} FROM (${page}) m) p ON false
    ORDER BY p.seq`);

/** What PostgreSQL is asked: conversation, askers, number, how many. */
export const pageStatements: Readonly<Record<MessageRange['side'], string>> = {
  before: sqlOf(`SELECT * FROM messages m WHERE ${here} AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4`),
  after: sqlOf(`SELECT * FROM messages m WHERE ${here} AND m.seq > $3 ORDER BY m.seq LIMIT $4`),
  around: sqlOf(`
    (SELECT * FROM messages m WHERE ${here} AND m.seq <= $3 ORDER BY m.seq DESC LIMIT ($4 + 1) / 2)
    UNION ALL (SELECT * FROM messages m WHERE ${here} AND m.seq > $3 ORDER BY m.seq LIMIT $4 / 2)`),
};
