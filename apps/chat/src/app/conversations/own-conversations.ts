import { Injectable } from '@nestjs/common';
import { type OwnConversationWire, type Page } from '@secureconnect/contracts';
import { decodeCursor, type PageQuery, toPage } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { type Queries } from '../messages/messages-by-id';
import { SharedReads } from '../messages/shared-reads';
import { type OwnRow, ownStatements, ownWires } from './own-conversation-rows';

interface ListQuestion {
  readonly limit: number;
  readonly after?: readonly [number, string];
}

/** Of a group, a list shows no more; direct ones are shown whole. */
const mostMembersListed = 10;
/** Two at a time, so that who sends finds a connection; each reads so many conversations at most. */
const limits = {
  ...{ reads: 2, waiting: 1_000, apartMs: 50 },
  together: ({ limit }: ListQuestion) => Math.floor(2_000 / limit),
};

/** The conversations somebody is in, as she sees them. */
@Injectable()
export class OwnConversations {
  /** Everybody's first page is the same question: a group that comes back at once is read together. */
  private readonly lists = new SharedReads<ListQuestion, Page<OwnConversationWire>>(
    (question, askers) => this.read(question, askers),
    limits,
  );

  constructor(private readonly source: DataSource) {}

  /** Undefined where she is not in it. */
  async find(
    userId: string,
    id: string,
    queries: Queries = this.source,
  ): Promise<OwnConversationWire | undefined> {
    const [row] = await queries.query<OwnRow[]>(ownStatements.one, [[userId], id]);
    return row && (await ownWires(queries, [row]))(row);
  }

  /** Where something happened last comes first; rejects with `SyncBusyError` where too many ask. */
  async page(userId: string, { limit, cursor }: PageQuery): Promise<Page<OwnConversationWire>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, ['count', 'uuid']);
    const key = [limit, ...(after ? [userId, ...after] : [])].join(' ');
    const page = await this.lists.ask(key, { limit, after }, userId);
    return page ?? { items: [], next_cursor: null };
  }

  private async read(
    { limit, after }: ListQuestion,
    askers: readonly string[],
  ): Promise<ReadonlyMap<string, Page<OwnConversationWire>>> {
    const text = after ? ownStatements.next : ownStatements.newest;
    const rows = await this.source.query<OwnRow[]>(text, [askers, limit + 1, ...(after ?? [])]);
    const wireOf = await ownWires(this.source, rows, mostMembersListed);
    return new Map(
      askers.map((userId) => {
        const own = rows.filter(({ user_id }) => user_id === userId);
        const { items, next_cursor } = toPage(own, limit, (row) => [row.active, row.id]);
        return [userId, { items: items.map(wireOf), next_cursor }];
      }),
    );
  }
}
