import { Injectable } from '@nestjs/common';
import { type MemberRole, type OwnConversationWire, type Page } from '@secureconnect/contracts';
import { decodeCursor, type PageQuery, prepared, toPage } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { messagesById, type Queries } from '../messages/messages-by-id';
import { conversationColumns, type ConversationRow, conversationWireOf } from './conversation-row';
import { firstMembersOf } from './first-members';

interface Row extends ConversationRow {
  readonly role: MemberRole;
  readonly read_seq: number;
  readonly unread_count: number;
  readonly last_message_id: string | null;
  /** Microseconds, which a `Date` has not. */
  readonly active: number;
}

const active = 'floor(extract(epoch FROM c.updated_at) * 1000000)';
const own = `
  SELECT ${conversationColumns}, m.role, m.read_seq::float8 AS read_seq, l.id AS last_message_id,
    (c.last_seq - m.read_seq)::float8 AS unread_count, (${active})::float8 AS active
  FROM members m JOIN conversations c ON c.id = m.conversation_id
    LEFT JOIN messages l ON l.conversation_id = c.id AND l.seq = c.last_seq AND l.seq > m.joined_seq
  WHERE m.user_id = $1 AND m.left_at IS NULL AND c.deleted_at IS NULL`;
const oneSql = prepared(`${own} AND c.id = $2`);
const newestSql = prepared(`${own} ORDER BY c.updated_at DESC, c.id DESC LIMIT $2`);
const nextSql = prepared(
  `${own} AND (${active}, c.id) < ($3, $4) ORDER BY ${active} DESC, c.id DESC LIMIT $2`,
);

/** The conversations somebody is in, as she sees them. */
@Injectable()
export class OwnConversations {
  constructor(private readonly source: DataSource) {}

  /** Undefined where she is not in it. */
  async find(
    userId: string,
    id: string,
    queries: Queries = this.source,
  ): Promise<OwnConversationWire | undefined> {
    const [found] = await this.wiresOf(queries, await queries.query<Row[]>(oneSql, [userId, id]));
    return found;
  }

  /** Where something happened last comes first. */
  async page(userId: string, { limit, cursor }: PageQuery): Promise<Page<OwnConversationWire>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, ['number', 'uuid']);
    const rows = after
      ? await this.source.query<Row[]>(nextSql, [userId, limit + 1, ...after])
      : await this.source.query<Row[]>(newestSql, [userId, limit + 1]);
    const { items, next_cursor } = toPage(rows, limit, (row) => [row.active, row.id]);
    return { items: await this.wiresOf(this.source, items), next_cursor };
  }

  private async wiresOf(queries: Queries, rows: readonly Row[]): Promise<OwnConversationWire[]> {
    if (rows.length === 0) return [];
    const last = rows.flatMap(({ last_message_id: id }) => id ?? []);
    const messages = await messagesById(queries, last);
    const members = await firstMembersOf(
      queries,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      ...conversationWireOf(row, members.get(row.id)),
      ...{ role: row.role, unread_count: row.unread_count, read_seq: row.read_seq },
      last_message: messages.get(row.last_message_id ?? '') ?? null,
    }));
  }
}
