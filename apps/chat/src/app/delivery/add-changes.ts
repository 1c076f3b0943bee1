import { prepared } from '@secureconnect/platform';
import { type Queries } from '../messages/messages-by-id';
import { type ChangeRow } from './change-row';
import { type ConversationChange } from './conversation-change';
import { tellChanges } from './tell-changes';

const sql = prepared(`
  SELECT tell_change(conversation_id, version, kind, $5, about)
  FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[]) AS a(conversation_id, version, kind, about)
  ORDER BY version`);

/** Writes changes into the record and the outbox, in the transaction that made them; gives what is to be published. */
export async function addChanges(
  queries: Queries,
  actor: string,
  rows: readonly ChangeRow[],
): Promise<readonly ConversationChange[]> {
  const columns = [
    rows.map((row) => row.conversation_id),
    rows.map((row) => row.version),
    rows.map((row) => row.kind),
    rows.map((row) => row.about),
  ];
  await queries.query(sql, [...columns, actor]);
  return tellChanges(queries, rows);
}
