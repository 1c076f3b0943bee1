import { type MessageWire } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';
import { type MessageRow, messageColumns, messageWireOf } from './message-row';

const sql = prepared(`SELECT ${messageColumns} FROM messages m WHERE m.id = ANY($1)`);

/** What runs a statement: the pool, or a transaction. */
export type Queries = Pick<EntityManager, 'query'>;

/** Messages as they are now, by their ids; who may see them is asked elsewhere. */
export async function messagesById(
  queries: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MessageWire>> {
  if (ids.length === 0) return new Map();
  const rows = await queries.query<MessageRow[]>(sql, [ids]);
  return new Map(rows.map((row) => [row.id, messageWireOf(row)]));
}
