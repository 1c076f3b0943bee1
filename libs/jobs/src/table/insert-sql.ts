import { lookMessage, tellSql } from './job-messages';
import { type NewJob } from './job-row';

const given = `unnest($1::uuid[], $2::text[], $3::smallint[], $4::float8[], $5::timestamptz[], $6::text[], $7::text[],
  $8::text[], $9::text[], $10::json[]) WITH ORDINALITY
  AS t (id, name, priority, delay_ms, due_at, order_key, unique_key, idempotency_key, payload, context, place)`;

/**
 * An order key's job is ready if nobody stands before it. One that is not is looked at again a second later: who stood
 * before it may end at this very moment, neither of the two transactions seeing the other.
 */
const isFirst = `(t.order_key IS NULL OR (
  t.place = min(t.place) OVER (PARTITION BY t.name, t.order_key)
  AND (SELECT e.id FROM jobs e WHERE e.name = t.name AND e.order_key = t.order_key ORDER BY e.seq LIMIT 1) IS NULL))`;

/** What stands around the insert of a statement. */
interface Surroundings {
  readonly before?: string;
  readonly unless?: string;
  readonly after?: string;
  readonly answer?: string;
}

function insert(
  first: string,
  { before = '', unless = '', after = '', answer = '' }: Surroundings = {},
): string {
  return `
    WITH at AS MATERIALIZED (SELECT clock_timestamp() AS now), ${before}
    timed AS (
      SELECT t.*, at.now, ${first} AS is_first,
        coalesce(t.due_at, at.now + coalesce(t.delay_ms, 0) * interval '1 ms') AS starts_at
      FROM at, ${given}
      WHERE ($11::float8 IS NULL OR at.now < to_timestamp($11::float8 / 1000)) ${unless}),
    entered AS (
      INSERT INTO jobs (id, name, priority, due_at, order_key, unique_key, idempotency_key, payload, context,
        created_at, ready, look_at)
      SELECT id, name, priority, starts_at, order_key, unique_key, idempotency_key, payload, context, now,
        is_first AND starts_at <= now,
        CASE WHEN starts_at > now THEN starts_at WHEN NOT is_first THEN now + interval '1 s' END
      FROM timed ORDER BY place
      RETURNING id, name, ready, due_at > created_at AS is_later),
    ${after}
    told AS MATERIALIZED (SELECT ${tellSql('$12', 'text')} FROM (
      SELECT DISTINCT CASE WHEN ready THEN name ELSE '${lookMessage}' END AS text FROM entered
      WHERE ready OR is_later) texts)
    SELECT (SELECT count(*) FROM entered)::int AS entered, (SELECT count(*) FROM told)::int AS told,
      (extract(epoch FROM at.now) * 1000)::float8 AS "nowMs",
      refuse_late_jobs((SELECT count(*) FROM entered), $11::float8) ${answer}
    FROM at`;
}

/** For jobs of which none has an order key, a unique key or an idempotency key. */
export const insertSql = insert('true');

/** For jobs of which some have an order key. */
export const insertOrderedSql = insert(isFirst);

/**
 * For one job with a unique key or an idempotency key. It looks first and then writes without asking, so that of two
 * at the same time the later one fails as a whole and asks again.
 */
export const insertKeyedSql = insert(isFirst, {
  before: `
    held AS MATERIALIZED (
      SELECT k.job_id, k.payload_digest, k.expires_at <= at.now AS is_over
      FROM job_keys k, at WHERE k.name = ($2::text[])[1] AND k.key = ($8::text[])[1]),
    same AS MATERIALIZED (
      SELECT id FROM jobs WHERE name = ($2::text[])[1] AND unique_key = ($7::text[])[1]),`,
  unless: 'AND NOT EXISTS (SELECT FROM held) AND NOT EXISTS (SELECT FROM same)',
  after: `
    kept AS (
      INSERT INTO job_keys (name, key, job_id, payload_digest, expires_at)
      SELECT ($2::text[])[1], ($8::text[])[1], stands.id, $13::bytea, at.now + $14::float8 * interval '1 ms'
      FROM at, (SELECT id FROM entered UNION ALL SELECT id FROM same) stands
      WHERE ($8::text[])[1] IS NOT NULL AND NOT EXISTS (SELECT FROM held)
        AND ($11::float8 IS NULL OR at.now < to_timestamp($11::float8 / 1000))),`,
  answer: `, (SELECT to_jsonb(h) FROM (SELECT job_id AS id, is_over AS "isOver",
      payload_digest = $13::bytea AS "isAlike" FROM held) h) AS held, (SELECT id FROM same) AS same`,
});

/** The first twelve values of each of these statements; `untilMs`: by PostgreSQL's clock, when it is too late. */
export const insertValues = (jobs: readonly NewJob[], channel: string, untilMs?: number): unknown[] => [
  jobs.map(({ id }) => id),
  jobs.map(({ name }) => name),
  jobs.map(({ priority }) => priority ?? 0),
  jobs.map(({ delayMs }) => delayMs),
  jobs.map(({ dueAt }) => dueAt),
  jobs.map(({ orderKey }) => orderKey),
  jobs.map(({ uniqueKey }) => uniqueKey),
  jobs.map(({ idempotencyKey }) => idempotencyKey),
  jobs.map(({ payload }) => payload),
  jobs.map(({ context }) => context && JSON.stringify(context)),
  untilMs ?? null,
  channel,
];
