import { Injectable } from '@nestjs/common';
import { type CallState, type CallWire, type Page } from '@secureconnect/contracts';
import { decodeCursor, prepared, toPage } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { callOf, type CallRow, wholeCall } from './call-rows';
import { callWireOf } from './call-wire';

/** Whose calls, which of them, and where to go on. */
export interface CallsQuestion {
  readonly userId: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly conversationId?: string;
  readonly state?: CallState;
}

/** Ids grow with time. */
const sql = prepared(`
  SELECT ${wholeCall} FROM participants v JOIN calls c ON c.id = v.call_id
  WHERE v.user_id = $1 AND ($2::uuid IS NULL OR v.call_id < $2)
    AND ($3::uuid IS NULL OR c.conversation_id = $3) AND ($4::text IS NULL OR c.state = $4)
  ORDER BY v.call_id DESC LIMIT $5`);

/** The calls somebody was in, or was called by; the newest first. */
@Injectable()
export class ListCalls {
  constructor(private readonly source: DataSource) {}

  async execute({ userId, limit, cursor, conversationId, state }: CallsQuestion): Promise<Page<CallWire>> {
    const [before] = cursor === undefined ? [null] : decodeCursor(cursor, ['uuid']);
    const values = [userId, before, conversationId ?? null, state ?? null, limit + 1];
    const rows = await this.source.query<CallRow[]>(sql, values);
    const { items, next_cursor } = toPage(rows, limit, ({ id }) => [id]);
    return { items: items.map((row) => callWireOf(callOf(row))), next_cursor };
  }
}
