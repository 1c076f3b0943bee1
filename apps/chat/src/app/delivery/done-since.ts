import { prepared } from '@secureconnect/platform';
import { type Queries } from '../messages/messages-by-id';

/** The versions at which somebody was removed from a conversation, or something was done to a message of it. */
export type DoneSince = (conversationId: string, about: string) => readonly number[];

const sql = prepared(`
  SELECT ch.conversation_id, ch.about, array_agg(ch.version::float8) AS versions
  FROM unnest($1::uuid[], $2::bigint[]) AS a(conversation_id, version) JOIN changes ch
    ON ch.conversation_id = a.conversation_id AND ch.version >= a.version
  WHERE ch.about = ANY ($3::uuid[]) AND ch.kind IN ('member.removed', 'message.updated', 'message.deleted')
  GROUP BY 1, 2`);

interface Row {
  readonly conversation_id: string;
  readonly about: string;
  readonly versions: readonly number[];
}

/** Reads what was done to these people and messages, in each conversation from a version on. */
export async function doneSince(
  queries: Queries,
  firsts: ReadonlyMap<string, number>,
  about: readonly string[],
): Promise<DoneSince> {
  const rows = await queries.query<Row[]>(sql, [[...firsts.keys()], [...firsts.values()], about]);
  const keyOf = (conversationId: string, each: string) => `${conversationId} ${each}`;
  const done = new Map(rows.map((row) => [keyOf(row.conversation_id, row.about), row.versions]));
  return (conversationId, each) => done.get(keyOf(conversationId, each)) ?? [];
}
