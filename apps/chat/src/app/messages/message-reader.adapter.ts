import { Injectable } from '@nestjs/common';
import { type MessageWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { type MessageRange, type PageQuestion, type PageRow, pageStatements } from './message-page';
import { messageColumns, messageWireOf, type MessageRow } from './message-row';
import { SharedReads } from './shared-reads';

/** What somebody finds there: all who asked for it share the messages. */
interface SharedPage {
  readonly messages: readonly MessageWire[];
  readonly joined: number;
}

const oneSql = prepared(`
  SELECT ${messageColumns} FROM messages m
  JOIN conversations c ON c.id = m.conversation_id AND c.deleted_at IS NULL
  JOIN members v ON v.conversation_id = m.conversation_id AND m.seq > v.joined_seq
  WHERE m.id = $1 AND v.user_id = $2 AND v.left_at IS NULL`);

/** Some connections are left to those who send. */
const limits = { reads: 4, waiting: 5_000 };

/** Reads messages for those who may see them, of the record. */
@Injectable()
export class MessageReader {
  private readonly pages = new SharedReads<PageQuestion, SharedPage>(
    (question, askers) => this.read(question, askers),
    limits,
  );

  constructor(private readonly source: DataSource) {}

  /** Those nearest to the number, the earliest first; whoever is not in the conversation is told that it is not there. */
  async page(
    userId: string,
    conversationId: string,
    range: MessageRange,
    limit: number,
  ): Promise<MessageWire[]> {
    const { side, seq } = range;
    const question = { conversationId, side, seq, limit };
    const page = await this.pages.ask(Object.values(question).join(' '), question, userId);
    if (!page) throw new ConversationUnknownError('');
    const { messages, joined } = page;
    // The page before which she came has room for what was said since.
    if (side !== 'before' && seq < joined)
      return this.page(userId, conversationId, { side: 'after', seq: joined }, limit);
    return messages.filter((message) => message.seq > joined);
  }

  async one(userId: string, messageId: string): Promise<MessageWire | undefined> {
    const [row] = await this.source.query<MessageRow[]>(oneSql, [messageId, userId]);
    return row && messageWireOf(row);
  }

  private async read(
    { side, conversationId, seq, limit }: PageQuestion,
    askers: readonly string[],
  ): Promise<ReadonlyMap<string, SharedPage>> {
    const given = [conversationId, askers, seq, limit];
    const rows = await this.source.query<PageRow[]>(pageStatements[side], given);
    const messages = rows.filter(({ asker }) => asker === null).map(messageWireOf);
    return new Map(
      rows.flatMap(({ asker, joined }) => (asker === null ? [] : [[asker, { messages, joined }]])),
    );
  }
}
