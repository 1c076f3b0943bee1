import { Injectable } from '@nestjs/common';
import { type Page, type ReceiptWire } from '@secureconnect/contracts';
import { decodeCursor, type PageQuery, prepared, toPage } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { type ConversationCommand } from '../conversations/conversation-command';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { Memberships } from '../memberships/memberships';
import { CursorElsewhereError } from '../messages/cursor-elsewhere.error';

const sql = prepared(`
  SELECT conversation_id, user_id, delivered_seq::float8 AS delivered_seq, read_seq::float8 AS read_seq FROM members
  WHERE conversation_id = $1 AND left_at IS NULL AND user_id > $2 ORDER BY user_id LIMIT $3`);
const nobody = '00000000-0000-0000-0000-000000000000';

/** How far each member of a conversation is. */
@Injectable()
export class ListReceipts {
  constructor(
    private readonly source: DataSource,
    private readonly memberships: Memberships,
  ) {}

  async execute({
    caller: { userId },
    conversationId: id,
    limit,
    cursor,
  }: ConversationCommand & PageQuery): Promise<Page<ReceiptWire>> {
    if (!(await this.memberships.of(id, userId))) throw new ConversationUnknownError('');
    const [of, after] = cursor === undefined ? [id, nobody] : decodeCursor(cursor, ['uuid', 'uuid']);
    if (of !== id) throw new CursorElsewhereError('');
    const rows = await this.source.query<ReceiptWire[]>(sql, [id, after, limit + 1]);
    return toPage(rows, limit, (row) => [id, row.user_id]);
  }
}
