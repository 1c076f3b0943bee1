import { Injectable } from '@nestjs/common';
import { type ReceiptWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { type ConversationCommand } from '../conversations/conversation-command';
import { ChangePublisher } from '../delivery/change-publisher';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { BeyondTheEndError } from './beyond-the-end.error';

/** What she has now; and whether it is more than before. One statement: this is asked as often as messages are read. */
const sqlOf = (columns: string, isMore: string) =>
  prepared(`
  WITH place AS (SELECT id, last_seq, version FROM conversations WHERE id = $1 AND deleted_at IS NULL),
  moved AS (
    UPDATE members m SET ${columns} FROM place
    WHERE m.conversation_id = place.id AND m.user_id = $2 AND m.left_at IS NULL AND $3::bigint <= place.last_seq AND ${isMore}
    RETURNING m.conversation_id, m.user_id, m.delivered_seq, m.read_seq)
  SELECT place.last_seq::float8 AS last_seq, place.version::float8 AS version, moved.user_id IS NOT NULL AS "isMoved",
    coalesce(moved.delivered_seq, m.delivered_seq)::float8 AS delivered_seq,
    coalesce(moved.read_seq, m.read_seq)::float8 AS read_seq
  FROM place JOIN members m ON m.conversation_id = place.id AND m.user_id = $2 AND m.left_at IS NULL
    LEFT JOIN moved ON true`);

const sql = {
  read: sqlOf('read_seq = $3, delivered_seq = greatest(m.delivered_seq, $3)', 'm.read_seq < $3'),
  delivered: sqlOf('delivered_seq = $3', 'm.delivered_seq < $3'),
};

interface Row {
  readonly last_seq: number;
  readonly version: number;
  readonly isMoved: boolean;
  readonly delivered_seq: number;
  readonly read_seq: number;
}

/** How far she says she is. */
export interface ReceiptMark extends ConversationCommand {
  readonly kind: 'read' | 'delivered';
  readonly seq: number;
}

/** Notes how far somebody has read, or has had delivered; a number that is passed already changes nothing. */
@Injectable()
export class MarkReceipt {
  constructor(
    private readonly source: DataSource,
    private readonly publisher: ChangePublisher,
  ) {}

  async execute({ caller: { userId }, conversationId, kind, seq }: ReceiptMark): Promise<ReceiptWire> {
    const [row] = await this.source.query<Row[]>(sql[kind], [conversationId, userId, seq]);
    if (!row) throw new ConversationUnknownError('');
    const { version, delivered_seq, read_seq } = row;
    if (seq > row.last_seq) throw new BeyondTheEndError('');
    const receipt = { conversation_id: conversationId, user_id: userId, delivered_seq, read_seq };
    // Her other devices are told too, so nobody is left out.
    if (row.isMoved) {
      const news = { conversation_id: conversationId, version, event: 'receipt.updated' } as const;
      this.publisher.pass({ ...news, data: { receipt } });
    }
    return receipt;
  }
}
