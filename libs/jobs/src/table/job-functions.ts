/**
 * Statements that run hundreds of times a second on a table whose contents the planner is always wrong about: empty
 * when it was last counted, full now. It would sort all that wait for the first few of them; a function may forbid
 * that, a statement of its own cannot.
 */
const byIndexOnly = 'SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off';

/**
 * One that is ready may still stand behind another of its order key, where two were enqueued at the same moment. lane
 * is the order key of a job that runs. One row is asked for, not whether there is any: the whole table could be read
 * for that once.
 */
const mayRun = `(j.order_key IS NULL OR (
    (SELECT e.id FROM jobs e WHERE e.name = j.name AND e.order_key = j.order_key AND e.seq < j.seq
      ORDER BY e.seq LIMIT 1) IS NULL
    AND (SELECT r.id FROM jobs r WHERE r.name = j.name AND r.lane = j.order_key LIMIT 1) IS NULL))`;

/**
 * The lock comes in a statement before, for the next one to see all who had it before. The worker's own row is held
 * meanwhile: who was given up for dead has none and gets nothing, and nobody is given up between being given a job and
 * its commit.
 */
export const createClaimJobs = `
  CREATE FUNCTION claim_jobs(queue text, most integer, claimer uuid, overall integer,
    from_priority smallint DEFAULT -32768, from_seq bigint DEFAULT 0) RETURNS SETOF jobs
  LANGUAGE sql VOLATILE ${byIndexOnly} AS $$
  SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || queue, 0)) WHERE overall IS NOT NULL;
  WITH me AS MATERIALIZED (SELECT id FROM job_workers WHERE id = claimer FOR KEY SHARE),
  free AS MATERIALIZED (
    SELECT slot, row_number() OVER () AS place FROM generate_series(1, overall) AS slot
    WHERE (SELECT u.id FROM jobs u WHERE u.name = queue AND u.slot = slot.slot LIMIT 1) IS NULL),
  room AS MATERIALIZED (
    SELECT CASE WHEN overall IS NULL THEN most ELSE least(most, (SELECT count(*) FROM free)) END AS jobs
    FROM me),
  picked AS MATERIALIZED (
    SELECT j.id FROM jobs j
    WHERE (SELECT count(*) FROM me) = 1 AND j.name = queue AND j.ready AND j.worker IS NULL
      AND (j.priority, j.seq) >= (from_priority, from_seq) AND ${mayRun}
    ORDER BY j.priority, j.seq LIMIT (SELECT jobs FROM room)
    FOR NO KEY UPDATE SKIP LOCKED),
  placed AS MATERIALIZED (SELECT id, row_number() OVER () AS place FROM picked)
  UPDATE jobs j SET worker = claimer, attempt = j.attempt + 1, started_at = clock_timestamp(), progress = NULL,
    lane = j.order_key,
    slot = CASE WHEN overall IS NOT NULL
      THEN (SELECT f.slot FROM free f, placed p WHERE p.id = j.id AND f.place = p.place) END
  WHERE j.id = ANY (ARRAY(SELECT id FROM placed))
  RETURNING j.* $$`;

/** Jumps from name to name in the index, however many jobs there are of each. */
export const createWaitingJobNames = `
  CREATE FUNCTION waiting_job_names() RETURNS SETOF text
  LANGUAGE sql STABLE ${byIndexOnly} AS $$
  WITH RECURSIVE names AS (
    (SELECT name FROM jobs WHERE ready ORDER BY name LIMIT 1)
    UNION ALL
    SELECT (SELECT j.name FROM jobs j WHERE j.ready AND j.name > n.name ORDER BY j.name LIMIT 1)
    FROM names n WHERE n.name IS NOT NULL)
  SELECT n.name FROM names n WHERE n.name IS NOT NULL
    AND (SELECT j.id FROM jobs j WHERE j.name = n.name AND j.ready AND j.worker IS NULL
      ORDER BY j.priority, j.seq LIMIT 1) IS NOT NULL $$`;

/**
 * The last word of a statement that brings jobs in: who froze in the middle of it must not commit it on waking. What is
 * left is the commit itself. Its error is one of those that mean PostgreSQL was late.
 */
export const createRefuseLateJobs = `
  CREATE FUNCTION refuse_late_jobs(entered bigint, until_ms float8) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF entered > 0 AND clock_timestamp() >= to_timestamp(until_ms / 1000) THEN
      RAISE EXCEPTION 'too late to accept % jobs', entered USING ERRCODE = 'query_canceled';
    END IF;
  END $$`;
