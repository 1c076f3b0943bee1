import { Injectable } from '@nestjs/common';
import { type MessageWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { messageColumns, messageWireOf, type MessageRow } from './message-row';

const visible = `
  members v JOIN conversations c ON c.id = v.conversation_id AND c.deleted_at IS NULL`;
const inThis = 'v.conversation_id = $1 AND v.user_id = $2 AND v.left_at IS NULL';
const hers = 'm.conversation_id = v.conversation_id AND m.seq > v.joined_seq';

/** A row without a message says that she is in the conversation and nothing is to be seen. */
const pageOf = (page: string): string =>
  prepared(`
    SELECT ${messageColumns} FROM ${visible} LEFT JOIN LATERAL (${page}) m ON true
    WHERE ${inThis} ORDER BY m.seq`);

const statements = {
  before: pageOf(`SELECT * FROM messages m WHERE ${hers} AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4`),
  after: pageOf(`SELECT * FROM messages m WHERE ${hers} AND m.seq > $3 ORDER BY m.seq LIMIT $4`),
  around: pageOf(`
    (SELECT * FROM messages m WHERE ${hers} AND m.seq <= $3 ORDER BY m.seq DESC LIMIT ($4 + 1) / 2)
    UNION ALL (SELECT * FROM messages m WHERE ${hers} AND m.seq > $3 ORDER BY m.seq LIMIT $4 / 2)`),
};

const oneSql = prepared(`
  SELECT ${messageColumns} FROM messages m JOIN ${visible} ON ${hers}
  WHERE m.id = $1 AND v.user_id = $2 AND v.left_at IS NULL`);

/** Which part of a conversation: what was said before a number, after it, or around it. */
export interface MessageRange {
  readonly side: 'before' | 'after' | 'around';
  readonly seq: number;
}

/** Reads messages for those who may see them, of the record. */
@Injectable()
export class MessageReader {
  constructor(private readonly source: DataSource) {}

  /** Those nearest to the number, the earliest first; whoever is not in the conversation is told that it is not there. */
  async page(
    userId: string,
    conversationId: string,
    { side, seq }: MessageRange,
    limit: number,
  ): Promise<MessageWire[]> {
    const given = [conversationId, userId, seq, limit];
    const rows = await this.source.query<MessageRow[]>(statements[side], given);
    if (rows.length === 0) throw new ConversationUnknownError('');
    return rows.filter(({ id }) => id !== null).map(messageWireOf);
  }

  async one(userId: string, messageId: string): Promise<MessageWire | undefined> {
    const [row] = await this.source.query<MessageRow[]>(oneSql, [messageId, userId]);
    return row && messageWireOf(row);
  }
}
