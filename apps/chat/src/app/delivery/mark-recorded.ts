import { prepared } from '@secureconnect/platform';
import { type Queries } from '../messages/messages-by-id';
import { type ConversationChange } from './conversation-change';
import { doneSince, type DoneSince } from './done-since';

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
 * Marks changes whose things were read just now with those who were members at their versions and are not for them as
 * they are now: they have not been members ever since, and the thing is no message, or was changed after they left. It
 * asks after the things were read, so who is not among them was a member while they were as they are told.
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
  const about = [...new Set([...rows.map(({ user_id }) => user_id), ...changes.flatMap(messageOf)])];
  const done = rows.length === 0 ? undefined : await doneSince(queries, firsts, about);
  return changes.map((change) => {
    const moved = rows.filter((row) => hasMoved(row, change));
    const gone = moved.filter((row) => !done || !isAsItWas(row, change, done));
    return { ...change, recorded: { gone: gone.map(({ user_id }) => user_id) } };
  });
}

const messageOf = ({ data }: ConversationChange): string[] => ('message' in data ? [data.message.id] : []);

const hasMoved = (row: Row, { conversation_id, version }: ConversationChange): boolean =>
  row.conversation_id === conversation_id && (row.left_at === null ? row.joined : row.left_at + 1) > version;

/** Whether the message of a change is now as it was when she left; what newcomers are told instead never is. */
function isAsItWas({ user_id, left_at }: Row, change: ConversationChange, done: DoneSince): boolean {
  const [message] = messageOf(change);
  if (message === undefined || change.newcomers) return false;
  const { conversation_id: id, version } = change;
  // Of who came back, her row does not say any more when she left.
  const left = Math.min(...done(id, user_id).filter((at) => at > version), left_at ?? Infinity);
  return left < Infinity && done(id, message).every((at) => at < left);
}
