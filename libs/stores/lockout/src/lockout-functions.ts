/**
 * Decisions about attempts, each in one round trip. Whoever counts holds a lock on what is counted, so two instances
 * never both take the last guess. The planner may have counted the tables while they were empty, so it is told not to
 * read all of them.
 */
const decision = 'LANGUAGE plpgsql VOLATILE SET enable_seqscan = off';

/** Each statement after it sees what those have committed who had the turn before. */
const takeTurns = `
  FOREACH turn IN ARRAY turns LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended('login ' || turn, 0));
  END LOOP;`;

const inMs = (time: string): string => `(extract(epoch FROM ${time}) * 1000)::float8`;
const ms = (name: string): string => `(rules->>'${name}')::float8 * interval '1 ms'`;
const hasFailed = '(a.pending_until IS NULL OR a.pending_until <= moment)';

/** Who froze on the way must not count on waking an attempt that was refused meanwhile. */
const createRefuseLate = `
  CREATE FUNCTION refuse_late_attempt(deadline_ms float8) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF clock_timestamp() >= to_timestamp(deadline_ms / 1000) THEN
      RAISE EXCEPTION 'too late for an attempt' USING ERRCODE = 'query_canceled';
    END IF;
  END $$`;

/**
 * An address that took part is locked for this account as well, twice as long each time: though the account opens, it
 * does not help to lock it again soon. Its row is kept for as long as the longest lock after it, to know how often.
 */
const createPlaceLock = `
  CREATE FUNCTION place_login_lock(accounts bytea[], devices bytea[], helpers bytea[], moment timestamptz, rules jsonb)
  RETURNS timestamptz ${decision} AS $$
  DECLARE
    ends timestamptz := moment + ${ms('lockMs')};
  BEGIN
    INSERT INTO login_locks AS l (account_key, kind, part, since, until, times)
    SELECT accounts[1], k.kind, k.part, moment, ends, 1
    FROM (SELECT CASE WHEN devices[1] IS NULL THEN 'account' ELSE 'device' END, coalesce(devices[1], '')) AS k(kind, part)
    ON CONFLICT (account_key, kind, part) DO UPDATE
      SET since = moment, until = greatest(l.until, ends), times = l.times + 1;
    IF devices[1] IS NULL THEN
      INSERT INTO login_locks AS l (account_key, kind, part, since, until, times)
      SELECT accounts[1], 'pair', h.part, moment,
        moment + least(${ms('lockMs')} * 2 ^ least(h.before, 20), ${ms('longestPairLockMs')}), h.before + 1
      FROM (
        SELECT DISTINCT ON (part) part, coalesce((
          SELECT max(b.times) FROM login_locks b WHERE b.account_key = ANY (accounts) AND b.kind = 'pair'
            AND b.part = helper.part AND b.until > moment - ${ms('longestPairLockMs')}), 0) AS before
        FROM unnest(helpers) AS helper(part) ORDER BY part) AS h
      ON CONFLICT (account_key, kind, part) DO UPDATE
        SET since = moment, until = greatest(l.until, EXCLUDED.until), times = EXCLUDED.times;
    END IF;
    RETURN ends;
  END $$`;

/** Counts an account's attempts, or a known device's, since it was last locked; locks it where enough have failed. */
const createSettle = `
  CREATE FUNCTION settle_login_attempts(accounts bytea[], devices bytea[], moment timestamptz, rules jsonb,
    OUT tried integer, OUT locked_until timestamptz) ${decision} AS $$
  DECLARE
    first_at timestamptz;
    failed integer;
    helpers bytea[];
  BEGIN
    SELECT greatest(moment - ${ms('windowMs')}, max(l.since)) INTO first_at FROM login_locks l
    WHERE l.account_key = ANY (accounts) AND CASE WHEN devices[1] IS NULL THEN l.kind = 'account'
      ELSE l.kind = 'device' AND l.part = ANY (devices) END;
    SELECT count(*), count(*) FILTER (WHERE ${hasFailed}), array_agg(a.address_key) FILTER (WHERE ${hasFailed})
    INTO tried, failed, helpers FROM login_attempts a
    WHERE a.account_key = ANY (accounts) AND a.begun_at > first_at
      AND CASE WHEN devices[1] IS NULL THEN a.device_key IS NULL ELSE a.device_key = ANY (devices) END;
    IF failed >= (rules->>'failures')::integer THEN
      locked_until := place_login_lock(accounts, devices, helpers, moment, rules);
    END IF;
  END $$`;

/**
 * The address comes first: what is said of it must not depend on whether the account is locked. outcome is allowed, or
 * what is locked, or wait for: too many are being verified to tell.
 */
const createBegin = `
  CREATE FUNCTION begin_login_attempt(attempt uuid, accounts bytea[], addresses bytea[], devices bytea[],
    turns text[], rules jsonb, deadline_ms float8,
    OUT outcome text, OUT until_ms float8, OUT clock_ms float8) ${decision} AS $$
  DECLARE
    turn text;
    moment timestamptz;
    most integer := (rules->>'addressFailures')::integer;
    tried integer;
    failed integer;
    ends timestamptz;
  BEGIN
    PERFORM refuse_late_attempt(deadline_ms);
    ${takeTurns}
    moment := clock_timestamp();
    clock_ms := ${inMs('moment')};
    IF devices[1] IS NULL THEN
      SELECT count(*), count(*) FILTER (WHERE ${hasFailed}) INTO tried, failed FROM login_attempts a
      WHERE a.address_key = ANY (addresses) AND a.begun_at > moment - ${ms('windowMs')};
      IF failed >= most THEN
        SELECT a.begun_at + ${ms('windowMs')} INTO ends FROM login_attempts a
        WHERE a.address_key = ANY (addresses) AND ${hasFailed} ORDER BY a.begun_at DESC OFFSET most - 1 LIMIT 1;
        outcome := 'address';
      ELSIF tried >= most THEN
        outcome := 'wait for address';
      END IF;
    END IF;
    IF outcome IS NULL THEN
      SELECT l.kind, l.until INTO outcome, ends FROM login_locks l
      WHERE l.account_key = ANY (accounts) AND l.until > moment AND CASE WHEN devices[1] IS NULL
        THEN l.kind = 'account' OR (l.kind = 'pair' AND l.part = ANY (addresses))
        ELSE l.kind = 'device' AND l.part = ANY (devices) END
      ORDER BY l.until DESC, l.kind LIMIT 1;
    END IF;
    IF outcome IS NULL THEN
      SELECT s.tried, s.locked_until INTO tried, ends FROM settle_login_attempts(accounts, devices, moment, rules) s;
      outcome := CASE WHEN ends IS NOT NULL AND devices[1] IS NULL THEN 'account' WHEN ends IS NOT NULL THEN 'device'
        WHEN tried >= (rules->>'failures')::integer THEN 'wait for account' END;
    END IF;
    until_ms := ${inMs('ends')};
    IF outcome IS NULL THEN
      INSERT INTO login_attempts (id, account_key, address_key, device_key, begun_at, pending_until)
      VALUES (attempt, accounts[1], addresses[1], devices[1], moment, moment + ${ms('pendingMs')});
      outcome := 'allowed';
      PERFORM refuse_late_attempt(deadline_ms);
    END IF;
  END $$`;

const createFail = `
  CREATE FUNCTION fail_login_attempt(attempt uuid, rules jsonb) RETURNS float8 ${decision} AS $$
  DECLARE
    ended login_attempts;
    ends timestamptz;
  BEGIN
    SELECT * INTO ended FROM login_attempts a WHERE a.id = attempt;
    PERFORM pg_advisory_xact_lock(hashtextextended('login ' || encode(ended.account_key, 'hex'), 0)) WHERE FOUND;
    UPDATE login_attempts a SET pending_until = NULL WHERE a.id = attempt;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
    SELECT s.locked_until INTO ends
    FROM settle_login_attempts(ARRAY[ended.account_key], ARRAY[ended.device_key], clock_timestamp(), rules) s;
    RETURN CASE WHEN ended.device_key IS NULL THEN ${inMs('ends')} END;
  END $$`;

/** As above, and says whose lock it is: of the account, or of a known device. */
export const createEndFailed = `
  CREATE FUNCTION end_failed_attempt(attempt uuid, rules jsonb, OUT until_ms float8, OUT kind text) ${decision} AS $$
  DECLARE
    ended login_attempts;
    ends timestamptz;
  BEGIN
    SELECT * INTO ended FROM login_attempts a WHERE a.id = attempt;
    PERFORM pg_advisory_xact_lock(hashtextextended('login ' || encode(ended.account_key, 'hex'), 0)) WHERE FOUND;
    UPDATE login_attempts a SET pending_until = NULL WHERE a.id = attempt;
    IF NOT FOUND THEN
      RETURN;
    END IF;
    SELECT s.locked_until INTO ends
    FROM settle_login_attempts(ARRAY[ended.account_key], ARRAY[ended.device_key], clock_timestamp(), rules) s;
    until_ms := ${inMs('ends')};
    kind := CASE WHEN ended.device_key IS NULL THEN 'account' ELSE 'device' END;
  END $$`;

/**
 * As begin_login_attempt, and counts what a lock has refused against its address, and nobody else: under a key that no
 * account has. A known device is not counted among its address until it is locked. times: how often that address has
 * been refused so for that account within the window.
 */
export const createBeginCounted = `
  CREATE FUNCTION begin_counted_attempt(attempt uuid, accounts bytea[], addresses bytea[], devices bytea[],
    turns text[], rules jsonb, deadline_ms float8,
    OUT outcome text, OUT until_ms float8, OUT clock_ms float8, OUT times integer) ${decision} AS $$
  DECLARE
    moment timestamptz;
    ends timestamptz;
    refused bytea := accounts[1] || '\\x01'::bytea;
  BEGIN
    SELECT b.outcome, b.until_ms, b.clock_ms INTO outcome, until_ms, clock_ms
    FROM begin_login_attempt(attempt, accounts, addresses, devices, turns, rules, deadline_ms) b;
    IF outcome NOT IN ('account', 'pair', 'device') THEN
      RETURN;
    END IF;
    moment := clock_timestamp();
    IF outcome = 'device' THEN
      SELECT a.begun_at + ${ms('windowMs')} INTO ends FROM login_attempts a
      WHERE a.address_key = ANY (addresses) AND ${hasFailed} AND a.begun_at > moment - ${ms('windowMs')}
      ORDER BY a.begun_at DESC OFFSET (rules->>'addressFailures')::integer - 1 LIMIT 1;
      IF FOUND THEN
        outcome := 'address';
        until_ms := ${inMs('ends')};
        RETURN;
      END IF;
    END IF;
    INSERT INTO login_attempts (id, account_key, address_key, begun_at)
    VALUES (attempt, refused, addresses[1], moment);
    SELECT count(*) INTO times FROM login_attempts a
    WHERE a.account_key = refused AND a.address_key = addresses[1] AND a.begun_at > moment - ${ms('windowMs')};
  END $$`;

/** It takes its turn, so that none that is being counted at this moment is left over. */
const createUnlock = `
  CREATE FUNCTION unlock_login(accounts bytea[], turns text[]) RETURNS boolean ${decision} AS $$
  DECLARE
    turn text;
    was_locked boolean;
  BEGIN
    ${takeTurns}
    DELETE FROM login_attempts a WHERE a.account_key = ANY (accounts)
      AND (a.pending_until IS NULL OR a.pending_until <= clock_timestamp());
    WITH lifted AS (DELETE FROM login_locks l WHERE l.account_key = ANY (accounts) RETURNING l.until)
    SELECT coalesce(bool_or(until > clock_timestamp()), false) INTO was_locked FROM lifted;
    RETURN was_locked;
  END $$`;

/** Gives how many ms later the next one is free, or nothing where this one was. */
const createTake = `
  CREATE FUNCTION take_allowance(use_name text, keys bytea[], turns text[], most integer, window_ms float8)
  RETURNS float8 ${decision} AS $$
  DECLARE
    turn text;
    moment timestamptz;
    oldest timestamptz;
  BEGIN
    ${takeTurns}
    moment := clock_timestamp();
    SELECT u.used_at INTO oldest FROM allowance_uses u
    WHERE u.name = use_name AND u.key = ANY (keys) AND u.used_at > moment - window_ms * interval '1 ms'
    ORDER BY u.used_at DESC OFFSET most - 1 LIMIT 1;
    IF FOUND THEN
      RETURN greatest(1, ceil(window_ms - extract(epoch FROM moment - oldest) * 1000));
    END IF;
    INSERT INTO allowance_uses (name, key, used_at, ends_at)
    VALUES (use_name, keys[1], moment, moment + window_ms * interval '1 ms');
    RETURN NULL;
  END $$`;

/** In the order in which they need each other. */
export const createLockoutFunctions = [
  createRefuseLate,
  createPlaceLock,
  createSettle,
  createBegin,
  createFail,
  createUnlock,
  createTake,
];
