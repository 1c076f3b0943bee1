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
  AND (SELECT e.id FROM jobs e WHERE e.name = t.name AND e.order_key = t.order_key ORDER BY e.seq DESC LIMIT 1) IS NULL))`;

/**
 * Within a transaction, which may stay open for long: who was before it may have ended by its commit, and nobody saw
 * that it became the first; so all are told to look, and it is looked at then.
 */
const entered = (isWithin: boolean): string => `entered AS (
      INSERT INTO jobs (id, name, priority, due_at, order_key, unique_key, idempotency_key, payload, context,
        created_at, ready, look_at)
      SELECT id, name, priority, starts_at, order_key, unique_key, idempotency_key, payload, context, now,
        is_first AND starts_at <= now,
        CASE WHEN starts_at > now THEN starts_at WHEN NOT is_first THEN now + interval '${isWithin ? 0 : 1} s' END
      FROM timed ORDER BY place
      RETURNING id, name, ready, due_at > created_at AS is_later)`;

const told = (isWithin: boolean): string => `told AS MATERIALIZED (SELECT ${tellSql('$12', 'text')} FROM (
      SELECT DISTINCT CASE WHEN ready THEN name ELSE '${lookMessage}' END AS text FROM entered
      ${isWithin ? '' : 'WHERE ready OR is_later'}) texts)`;

const insert = (first: string, isWithin = false): string => `
    WITH at AS MATERIALIZED (SELECT clock_timestamp() AS now),
    timed AS (
      SELECT t.*, at.now, ${first} AS is_first,
        coalesce(t.due_at, at.now + coalesce(t.delay_ms, 0) * interval '1 ms') AS starts_at
      FROM at, ${given}
      WHERE $11::float8 IS NULL OR at.now < to_timestamp($11::float8 / 1000)),
    ${entered(isWithin)},
    ${told(isWithin)}
    SELECT (SELECT count(*) FROM entered)::int AS entered, (SELECT count(*) FROM told)::int AS told,
      (extract(epoch FROM at.now) * 1000)::float8 AS "nowMs",
      refuse_late_jobs((SELECT count(*) FROM entered), $11::float8)
    FROM at`;

/** For jobs of which none has an order key, a unique key or an idempotency key. */
export const insertSql = insert('true');

/** For jobs of which some have an order key. */
export const insertOrderedSql = insert(isFirst);

/** The same, within somebody's transaction. */
export const insertOrderedWithinSql = insert(isFirst, true);

/** What is there already for their keys, and for which of them nothing is. */
const asked = `asked AS MATERIALIZED (
    SELECT t.*, at.now, d.digest, k.job_id AS held, k.payload_digest = d.digest AS is_alike,
      coalesce(k.expires_at <= at.now, false) AS is_over,
      (SELECT j.id FROM jobs j WHERE j.name = t.name AND j.unique_key = t.unique_key LIMIT 1) AS same
    FROM at, ${given}
    JOIN unnest($13::bytea[]) WITH ORDINALITY AS d (digest, place) USING (place)
    LEFT JOIN job_keys k ON k.name = t.name AND k.key = t.idempotency_key),
  open AS MATERIALIZED (
    SELECT * FROM asked WHERE held IS NULL AND NOT EXISTS (SELECT FROM asked WHERE is_over)
      AND ($11::float8 IS NULL OR now < to_timestamp($11::float8 / 1000))),`;

/**
 * For jobs of which each has keys that no other of them has. It looks first and then writes without asking, so that of
 * two at the same time the later one fails as a whole and asks again. It waits no longer than told for a key that an
 * open transaction holds, and leaves that bound as it was. Nothing enters while a key has expired: it is forgotten first.
 */
const insertKeyed = (isWithin: boolean): string => `
  WITH at AS MATERIALIZED (
    SELECT clock_timestamp() AS now, current_setting('lock_timeout') AS lock_before,
      set_config('lock_timeout', coalesce($15::text, current_setting('lock_timeout')), true)),
  ${asked}
  timed AS (
    SELECT t.*, ${isFirst} AS is_first,
      coalesce(t.due_at, t.now + coalesce(t.delay_ms, 0) * interval '1 ms') AS starts_at
    FROM open t WHERE same IS NULL),
  ${entered(isWithin)},
  kept AS (
    INSERT INTO job_keys (name, key, job_id, payload_digest, expires_at)
    SELECT name, idempotency_key, coalesce(same, id), digest, now + $14::float8 * interval '1 ms'
    FROM open WHERE idempotency_key IS NOT NULL
    RETURNING 1),
  ${told(isWithin)}
  SELECT (SELECT count(*) FROM told)::int AS told, (extract(epoch FROM at.now) * 1000)::float8 AS "nowMs",
    $11::float8 IS NOT NULL AND at.now >= to_timestamp($11::float8 / 1000) AS "isLate",
    (SELECT json_agg(json_build_object('id', coalesce(held, same, id), 'isNew', held IS NULL AND same IS NULL,
      'isOver', is_over, 'differs', NOT coalesce(is_alike, true)) ORDER BY place) FROM asked) AS answers,
    refuse_late_jobs((SELECT count(*) FROM entered) + (SELECT count(*) FROM kept), $11::float8),
    set_config('lock_timeout', CASE WHEN (SELECT count(*) FROM entered) + (SELECT count(*) FROM kept) >= 0
      THEN at.lock_before END, true)
  FROM at`;
export const insertKeyedSql = insertKeyed(false);

/**
 * The same within somebody's transaction, which a key that others have or hold must not end: what failed is taken back
 * in here, within one statement. A savepoint of several would take back what the caller does between them.
 */
export const createInsertKeyedJobs = `
  CREATE FUNCTION insert_keyed_jobs(uuid[], text[], smallint[], float8[], timestamptz[], text[], text[], text[], text[],
    json[], float8, text, bytea[], float8, text) RETURNS json
  LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
  DECLARE answer record;
  BEGIN
    FOR tries IN 1..10 LOOP
      BEGIN
        ${insertKeyed(true)} INTO answer;
        RETURN json_build_object('nowMs', answer."nowMs", 'isLate', answer."isLate", 'answers', answer.answers);
      EXCEPTION
        WHEN unique_violation THEN NULL; -- Somebody was faster, and the next try sees them.
        WHEN lock_not_available OR deadlock_detected THEN RETURN json_build_object('refused', 'held');
      END;
    END LOOP;
    RETURN json_build_object('refused', 'hidden');
  END $$`;
export const insertKeyedWithinSql = `SELECT a."nowMs", a."isLate", a.answers, a.refused
  FROM json_to_record(insert_keyed_jobs($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15))
    AS a ("nowMs" float8, "isLate" boolean, answers json, refused text)`;

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
