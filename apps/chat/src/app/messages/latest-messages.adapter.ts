import { Injectable } from '@nestjs/common';
import { type MessageWire, type Page } from '@secureconnect/contracts';
import { decodeCursor, prepared, toPage } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { messageColumns, messageWireOf, type MessageRow } from './message-row';
import { SharedReads } from './shared-reads';

const earlier = `
  FROM messages m WHERE m.conversation_id = v.conversation_id AND m.seq > v.joined_seq
    AND m.seq <= last_seq_at(v.conversation_id, t.until)
    AND (t.until IS NULL OR (m.created_at, m.id) < (t.until, $3::uuid))
  ORDER BY m.seq DESC`;

/** A conversation's last message is known by its number; only where that is too late, the one before is looked for. */
const last = `
  SELECT n.seq, n.created_at, n.id WHERE t.until IS NULL OR (n.created_at, n.id) < (t.until, $3::uuid)
  UNION ALL (SELECT m.seq, m.created_at, m.id FROM messages m
    WHERE m.conversation_id = n.conversation_id AND (n.created_at, n.id) >= (t.until, $3::uuid)
      AND m.created_at <= t.until AND (m.created_at, m.id) < (t.until, $3::uuid)
    ORDER BY m.created_at DESC, m.id DESC LIMIT 1)`;
/** Among the latest n are those of the n conversations whose latest are the latest, and of no others. */
const latestSql = prepared(`
  WITH t AS (SELECT timestamptz 'epoch' + $2::bigint * interval '1 microsecond' AS until),
  places AS MATERIALIZED (
    SELECT v.conversation_id, v.joined_seq FROM t, members v
    JOIN conversations c ON c.id = v.conversation_id AND c.deleted_at IS NULL
    JOIN messages n ON n.conversation_id = c.id AND n.seq = c.last_seq
    CROSS JOIN LATERAL (${last}) l
    WHERE v.user_id = $1 AND v.left_at IS NULL AND l.seq > v.joined_seq
    ORDER BY l.created_at DESC, l.id DESC LIMIT $4)
  SELECT ${messageColumns}, (extract(epoch FROM m.created_at) * 1000000)::bigint AS at FROM (
    SELECT m.* FROM t, places v CROSS JOIN LATERAL (SELECT m.* ${earlier} LIMIT $4) m
    ORDER BY m.created_at DESC, m.id DESC LIMIT $4) m
  ORDER BY m.created_at DESC, m.id DESC`);

type Row = MessageRow & { readonly at: string };

/** The newest messages of all conversations somebody is in, the latest first. */
@Injectable()
export class LatestMessages {
  /** Few at a time: each looks into all conversations of somebody. */
  private readonly reads = new SharedReads<unknown[], Row[]>(
    async (given, [userId = '']) => new Map([[userId, await this.source.query<Row[]>(latestSql, given)]]),
    { reads: 2, waiting: 1_000 },
  );

  constructor(private readonly source: DataSource) {}

  async page(userId: string, limit: number, cursor?: string): Promise<Page<MessageWire>> {
    const [at, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, ['count', 'uuid']);
    const given = [userId, at, id, limit + 1];
    const rows = (await this.reads.ask(given.join(' '), given, userId)) ?? [];
    const { items, next_cursor } = toPage(rows, limit, (row) => [Number(row.at), row.id]);
    return { items: items.map(messageWireOf), next_cursor };
  }
}
