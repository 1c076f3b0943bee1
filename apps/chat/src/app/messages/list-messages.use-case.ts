import { Injectable } from '@nestjs/common';
import { type MessageWire, type Page } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { decodeCursor, encodeCursor } from '@secureconnect/platform';
import { CursorElsewhereError } from './cursor-elsewhere.error';
import { type MessageRange } from './message-page';
import { MessageReader } from './message-reader.adapter';

/** Which messages of a conversation; a cursor goes on where its page ended. */
export interface MessageListing {
  readonly caller: Pick<Caller, 'userId'>;
  readonly conversationId: string;
  readonly range?: MessageRange;
  readonly cursor?: string;
  readonly limit: number;
}

const newest: MessageRange = { side: 'before', seq: Number.MAX_SAFE_INTEGER };

/** Shows a part of a conversation, the earliest first. */
@Injectable()
export class ListMessages {
  constructor(private readonly reader: MessageReader) {}

  async execute({ caller, conversationId, limit, ...where }: MessageListing): Promise<Page<MessageWire>> {
    const id = conversationId.toLowerCase();
    const range = where.cursor === undefined ? (where.range ?? newest) : readCursor(where.cursor, id);
    if (range.side === 'around')
      return { items: await this.reader.page(caller.userId, id, range, limit), next_cursor: null };
    const found = await this.reader.page(caller.userId, id, range, limit + 1);
    const isAfter = range.side === 'after';
    const items = isAfter ? found.slice(0, limit) : found.slice(-limit);
    const edge = isAfter ? items.at(-1) : items[0];
    const hasMore = found.length > limit && edge !== undefined;
    return { items, next_cursor: hasMore ? encodeCursor([id, range.side, edge.seq]) : null };
  }
}

function readCursor(cursor: string, conversationId: string): MessageRange {
  const [place, side, seq] = decodeCursor(cursor, ['uuid', 'string', 'count']);
  if (place !== conversationId || (side !== 'before' && side !== 'after')) throw new CursorElsewhereError('');
  return { side, seq };
}
