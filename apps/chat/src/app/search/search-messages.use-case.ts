import { Injectable } from '@nestjs/common';
import { type MessageWire, type Page } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { decodeCursor, encodeCursor } from '@secureconnect/platform';
import { ConversationUnknownError } from '../memberships/conversation-unknown.error';
import { messageWireOf } from '../messages/message-row';
import { type FoundRow, SearchIndex } from './search-index.adapter';

/** Which words, where; a cursor goes on where its page ended. */
export interface MessageSearch {
  readonly caller: Pick<Caller, 'userId'>;
  readonly words: string;
  readonly conversationId?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Finds messages by their words, the latest first, among those somebody may see; never by more work than so much. */
@Injectable()
export class SearchMessages {
  constructor(private readonly index: SearchIndex) {}

  /** Common words are found by reading what is new; others by the index, and where they fit too many by reading on. */
  async execute({ caller, words, conversationId, cursor, limit }: MessageSearch): Promise<Page<MessageWire>> {
    const [at, id] = cursor === undefined ? [] : decodeCursor(cursor, ['count', 'uuid']);
    const asked = { userId: caller.userId, words, conversationId, at, id, limit };
    const read = await this.index.read(asked);
    // Whoever is in no conversation searches none; who named one is told that it is not there.
    if (!read && conversationId !== undefined) throw new ConversationUnknownError('');
    if (!read) return { items: [], next_cursor: null };
    if (isWhole(read, limit)) return pageOf(read, limit);
    const found = await this.index.find(asked);
    return pageOf(found && found.every(isHit) ? found : read, limit);
  }
}

const isHit = ({ is_hit: hit }: FoundRow): boolean => hit;
const isWhole = (rows: readonly FoundRow[], limit: number): boolean =>
  rows.every(isHit) || rows.filter(isHit).length > limit;

/** Where the page is not full, the row that is no hit says how far the search came. */
function pageOf(rows: readonly FoundRow[], limit: number): Page<MessageWire> {
  const hits = rows.filter(isHit);
  const items = hits.slice(0, limit);
  const last = hits.length > limit ? items.at(-1) : rows.find((row) => !isHit(row));
  const next_cursor = last ? encodeCursor([Number(last.at), last.found_id]) : null;
  return { items: items.map(messageWireOf), next_cursor };
}
