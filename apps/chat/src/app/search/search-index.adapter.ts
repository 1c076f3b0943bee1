import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { columnsOf, type MessageRow } from '../messages/message-row';
import { SharedReads } from '../messages/shared-reads';
import { mostFound, mostPlaces, mostRead, mostReadBytes } from './search-limits.constants';

/** What is looked for, and before which message. */
export interface AskedWords {
  readonly userId: string;
  readonly words: string;
  readonly conversationId?: string;
  /** In microseconds. */
  readonly at?: number;
  readonly id?: string;
  readonly limit: number;
}

/** A message that was found; one that is no hit says how far the search came. */
export type FoundRow = MessageRow & {
  readonly at: string;
  readonly found_id: string;
  readonly is_hit: boolean;
};

type Row = FoundRow & { readonly is_hit: boolean | null };

/** One row that says nothing where she is there and nothing is found; none where she is in no such conversation. */
const searchSql = (way: string, bounds: string): string =>
  prepared(`
    SELECT f.is_hit, f.message AS found_id, (extract(epoch FROM f.at) * 1000000)::bigint AS at, ${columnsOf('m')}
    FROM searched_places($1, $2, ${mostPlaces}) p (places)
    LEFT JOIN LATERAL ${way}($1, p.places, asked_words($3),
      timestamptz 'epoch' + $4::bigint * interval '1 microsecond', $5, $6, ${bounds}) f ON true
    LEFT JOIN messages m ON m.id = f.message
    WHERE p.places IS NOT NULL ORDER BY f.is_hit DESC, f.at DESC, f.message DESC`);

const readSql = searchSql('read_for_words', `${mostRead}, ${mostReadBytes}`);
const findSql = searchSql('find_by_index', String(mostFound));

/** Two ways to messages by their words; undefined: she is in no conversation that is meant. */
@Injectable()
export class SearchIndex {
  /** Few at a time, so that whoever searches keeps nobody from sending. */
  private readonly reads = new SharedReads<readonly [string, unknown[]], Row[]>(
    async ([sql, given], [userId = '']) => new Map([[userId, await this.source.query<Row[]>(sql, given)]]),
    { reads: 2, waiting: 500 },
  );

  constructor(private readonly source: DataSource) {}

  /** Among the newest. */
  read(asked: AskedWords): Promise<FoundRow[] | undefined> {
    return this.ask(readSql, asked);
  }

  /** Among all; a row that is no hit says that there are too many. */
  find(asked: AskedWords): Promise<FoundRow[] | undefined> {
    return this.ask(findSql, asked);
  }

  private async ask(sql: string, asked: AskedWords): Promise<FoundRow[] | undefined> {
    const { userId, words, conversationId = null, at = null, id = null, limit } = asked;
    const given = [userId, conversationId, words, at, id, limit];
    const rows = await this.reads.ask(JSON.stringify([sql, given]), [sql, given], userId);
    return !rows?.length ? undefined : rows.filter(({ is_hit: isHit }) => isHit !== null);
  }
}
