import { Injectable } from '@nestjs/common';
import { type MemberWire, type Page } from '@secureconnect/contracts';
import { decodeCursor, type PageQuery, prepared, toPage } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { Memberships } from '../memberships/memberships';
import { CursorElsewhereError } from '../messages/cursor-elsewhere.error';
import { type ConversationCommand } from './conversation-command';
import { type MemberRow, memberWireOf } from './member-row';

interface Row extends MemberRow {
  /** Microseconds, which a `Date` has not. */
  readonly joined: number;
}

const joined = 'floor(extract(epoch FROM joined_at) * 1000000)';
const sql = prepared(`
  SELECT conversation_id, user_id, role, joined_at, (${joined})::float8 AS joined FROM members
  WHERE conversation_id = $1 AND left_at IS NULL AND (${joined}, user_id) > ($2, $3)
  ORDER BY ${joined}, user_id LIMIT $4`);
const nobody = '00000000-0000-0000-0000-000000000000';

/** Everybody who is in a conversation, those who have been there longest first. */
@Injectable()
export class ListMembers {
  constructor(
    private readonly source: DataSource,
    private readonly memberships: Memberships,
  ) {}

  async execute({
    caller: { userId },
    conversationId: id,
    limit,
    cursor,
  }: ConversationCommand & PageQuery): Promise<Page<MemberWire>> {
    if (!(await this.memberships.of(id, userId))) throw new ConversationUnknownError('');
    const rows = await this.source.query<Row[]>(sql, [id, ...this.placeOf(id, cursor), limit + 1]);
    const { items, next_cursor } = toPage(rows, limit, (row) => [id, row.joined, row.user_id]);
    return { items: items.map(memberWireOf), next_cursor };
  }

  private placeOf(id: string, cursor: string | undefined): readonly [number, string] {
    if (cursor === undefined) return [-1, nobody];
    const [of, ...place] = decodeCursor(cursor, ['uuid', 'count', 'uuid']);
    if (of !== id) throw new CursorElsewhereError('');
    return place;
  }
}
