import { prepared } from '@secureconnect/platform';
import { type Queries } from '../messages/messages-by-id';
import { type ConversationChange } from './conversation-change';

/** Whoever left, and whoever came, at the first version or after it. */
const sql = prepared(`
  SELECT m.conversation_id, m.user_id, m.joined_version::float8 AS joined, m.left_version::float8 AS left_at
  FROM unnest($1::uuid[], $2::bigint[]) AS a(conversation_id, version) JOIN members m
    ON m.conversation_id = a.conversation_id AND (m.left_version >= a.version OR m.joined_version > a.version)`);

interface Row {
  readonly conversation_id: string;
  readonly user_id: string;
  readonly joined: number;
  readonly left_at: number | null;
}

/**
 * Marks changes whose things were read just now with those who were members at their versions and have not been ever
 * since. It asks after the things were read, so who is not among them was a member while they were as they are told.
 */
export async function markRecorded(
  queries: Queries,
  changes: readonly ConversationChange[],
): Promise<ConversationChange[]> {
  if (changes.length === 0) return [];
  const firsts = new Map<string, number>();
  for (const { conversation_id: id, version } of changes)
    firsts.set(id, Math.min(version, firsts.get(id) ?? version));
  const rows = await queries.query<Row[]>(sql, [[...firsts.keys()], [...firsts.values()]]);
  return changes.map((change) => {
    const gone = rows.filter((row) => isGone(row, change)).map(({ user_id }) => user_id);
    return { ...change, recorded: { gone } };
  });
}

const isGone = (row: Row, { conversation_id, version }: ConversationChange): boolean =>
  row.conversation_id === conversation_id && (row.left_at === null ? row.joined : row.left_at + 1) > version;
