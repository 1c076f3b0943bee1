import { prepared } from '@secureconnect/platform';
import { changeColumns } from '../delivery/change-row';
import { type Queries } from '../messages/messages-by-id';
import { type Missed, type MissedQuestion, type MissedRow } from './missed-row';

/** Whatever is visible, also what was committed beside a transaction that is still open. */
const bounds = `(ch.xid, ch.conversation_id, ch.version) > (a.xid, a.conversation_id, a.version) AND ch.xid >= a.xid`;
const columns = `${changeColumns}, ch.xid`;
const inOrder = 'ORDER BY ch.xid, ch.conversation_id, ch.version';

/** For one person: so many changes are looked at, and of each conversation at least so many. */
const mostLookedAt = 10_000;
const leastDepth = 10;

/** How many changes of each conversation: all that fit a page, unless something happened in hundreds of them. */
const depth = `
  SELECT least(a.most, greatest(${leastDepth}, ${mostLookedAt} / greatest(count(*), 1)))::int AS deep
  FROM members m CROSS JOIN LATERAL (
    SELECT FROM changes ch WHERE ch.conversation_id = m.conversation_id AND ch.xid >= a.xid LIMIT 1) any_change
  WHERE m.user_id = a.user_id AND m.left_at IS NULL`;
/**
 * Of the conversations she is in, what happened since she is: what was before, nobody tells her, and where she came
 * lately it is not read either. A transaction is done within the hour.
 */
const ofPlaces = `
  SELECT p.*, m.joined_seq FROM members m CROSS JOIN LATERAL (
    SELECT ${columns}, row_number() OVER (ORDER BY ch.xid, ch.version) AS nth FROM changes ch
    WHERE ch.conversation_id = m.conversation_id AND ch.version >= m.joined_version AND ${bounds}
      AND ch.xid >= CASE WHEN m.joined_at > a.at - interval '1 hour' THEN coalesce((SELECT j.xid FROM changes j
        WHERE j.conversation_id = m.conversation_id AND j.version = m.joined_version), a.xid) ELSE a.xid END
    ORDER BY ch.xid, ch.version LIMIT d.deep) p
  WHERE m.user_id = a.user_id AND m.left_at IS NULL`;
/** That she came and went, wherever she did. */
const ofHerself = `
  SELECT ${columns}, NULL::bigint, NULL::bigint FROM changes ch
  WHERE ch.about = a.user_id AND ch.kind IN ('member.added', 'member.removed') AND ${bounds}
    AND NOT EXISTS (SELECT FROM members m WHERE m.conversation_id = ch.conversation_id AND m.user_id = a.user_id
      AND m.left_at IS NULL AND m.joined_version <= ch.version)
  ${inOrder} LIMIT a.most`;
/** Her last change is the end of the conversation itself. */
const ofEnds = `
  SELECT e.*, NULL::bigint, NULL::bigint FROM members m CROSS JOIN LATERAL (
    SELECT ${columns} FROM changes ch
    WHERE ch.conversation_id = m.conversation_id AND ch.version = m.left_version
      AND ch.kind = 'conversation.deleted' AND ${bounds} LIMIT 1) e
  WHERE m.user_id = a.user_id AND m.left_at > a.at - interval '1 hour'`;

/** Where a conversation was not read to its end, nothing is told that comes after what was read of it. */
const sql = prepared(`
  WITH n AS MATERIALIZED (SELECT pg_snapshot_xmin(s) AS horizon, pg_snapshot_xmax(s) AS newest, clock_timestamp() AS at
    FROM pg_current_snapshot() s),
  a AS (SELECT place, user_id, xid::xid8, conversation_id, version, at, most
    FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::timestamptz[], $6::int[])
      WITH ORDINALITY AS a(user_id, xid, conversation_id, version, at, most, place))
  SELECT n.horizon::text AS horizon, n.newest::text AS newest, n.at AS told_at, a.place::int AS place,
    f.conversation_id, f.version, f.kind, f.about, f.xid::text AS xid, f.joined_seq::float8 AS joined_seq, f.is_cut
  FROM n CROSS JOIN a CROSS JOIN LATERAL (${depth}) d LEFT JOIN LATERAL (
    WITH found AS MATERIALIZED ((${ofPlaces}) UNION ALL (${ofHerself}) UNION ALL (${ofEnds})),
    cut AS (SELECT xid, conversation_id, version FROM found WHERE nth = d.deep ORDER BY 1, 2, 3 LIMIT 1)
    SELECT found.*, cut.xid IS NOT NULL AS is_cut FROM found LEFT JOIN cut ON true
    WHERE cut.xid IS NULL OR
      (found.xid, found.conversation_id, found.version) <= (cut.xid, cut.conversation_id, cut.version)
    ORDER BY found.xid, found.conversation_id, found.version LIMIT a.most) f ON true
  ORDER BY a.place, f.xid, f.conversation_id, f.version`);

interface Row extends MissedRow {
  readonly horizon: string;
  readonly newest: string;
  readonly told_at: Date;
  readonly place: number;
  readonly is_cut: boolean | null;
}

/**
 * What many people missed, found by one statement: in the order of the questions, and the changes of each in the order
 * in which they were committed.
 */
export async function missedChanges(
  queries: Queries,
  questions: readonly MissedQuestion[],
): Promise<readonly Missed[]> {
  const rows = await queries.query<Row[]>(sql, [
    // Who only asks where she is has missed nothing.
    questions.map(({ userId, after }) => (after ? userId : null)),
    questions.map(({ after }) => after?.xid ?? null),
    questions.map(({ after }) => after?.conversationId ?? null),
    questions.map(({ after }) => after?.version ?? null),
    questions.map(({ after }) => after?.at.toISOString() ?? null),
    questions.map(({ limit }) => limit + 1),
  ]);
  const found = questions.map((): Row[] => []);
  for (const row of rows) found[row.place - 1]?.push(row);
  return found.map((own) => {
    const [{ horizon, newest, told_at: at, is_cut: isCut }] = own as [Row];
    return { horizon, newest, at, isCut: isCut ?? false, rows: own.filter(({ kind }) => kind !== null) };
  });
}
