import { Injectable } from '@nestjs/common';
import { type OwnConversationWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { OwnConversations } from './own-conversations';

const sql = prepared('SELECT id FROM conversations WHERE direct_key = $1');

/** The one conversation of each two people. */
@Injectable()
export class DirectConversations {
  constructor(
    private readonly source: DataSource,
    private readonly own: OwnConversations,
  ) {}

  /** The same whoever of the two asks. */
  keyOf(one: string, other: string): string {
    return [one, other].sort().join(':');
  }

  async find(userId: string, key: string): Promise<OwnConversationWire | undefined> {
    const [row] = await this.source.query<{ id: string }[]>(sql, [key]);
    return row && this.own.find(userId, row.id);
  }

  /** For a key that is known to be taken. */
  async require(userId: string, key: string): Promise<OwnConversationWire> {
    const found = await this.find(userId, key);
    if (!found) throw new Error('A direct conversation is taken and is nobody’s');
    return found;
  }
}
