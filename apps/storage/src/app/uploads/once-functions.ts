/** By which key a client asked for it, so that asked again it is the same. */
export const addRequestKey = 'ALTER TABLE uploads ADD COLUMN request_key text';
export const oneOfAKey = `CREATE UNIQUE INDEX uploads_by_request ON uploads (owner_id, request_key)
  WHERE request_key IS NOT NULL AND state IN ('open', 'done')`;

/**
 * As instances of the version before the counting ask. They know of no bounds and are held to none, for they could not
 * say so; what they open counts all the same.
 */
export const createUncountedOpenUpload = `
  CREATE FUNCTION open_upload(upload uuid, owner uuid, called text, declared text, bytes bigint, digest bytea,
    by_way text, in_store text, key text, until timestamptz, usual_quota bigint) RETURNS boolean LANGUAGE sql AS $$
    SELECT open_upload(upload, owner, called, declared, bytes, digest, by_way, in_store, key, until, usual_quota,
      2147483647, 2147483647) = 'opened'
  $$`;

/**
 * Opens an upload under a key, a lease, or both. A form whose key has become a file is \`repeated\`, and \`running\` while
 * another may become one. What is opened in place of a form gives that form up, unless it is a file already; it never
 * will be from then on, for a form that comes late finds the key taken. Those of one key take turns before they lock
 * anything: whoever found the key taken only with her hands on the quota stood against the other one's becoming a file.
 */
export const createOpenUploadOnce = `
  CREATE FUNCTION open_upload_once(upload uuid, owner uuid, called text, declared text, bytes bigint, digest bytea,
    by_way text, in_store text, key text, until timestamptz, usual_quota bigint, most_open integer, most_files integer,
    request text, held_by uuid, lease_ms double precision) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE
    before uploads;
    outcome text;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(format('storage.request %s %s', owner, request), 0))
    WHERE request IS NOT NULL;
    SELECT * INTO before FROM uploads u
    WHERE u.owner_id = owner AND u.request_key = request AND u.state IN ('open', 'done') FOR UPDATE;
    IF before.state = 'done' OR (before.way <> 'direct' AND by_way <> 'direct') THEN RETURN 'repeated'; END IF;
    IF by_way = 'direct' AND (before.way <> 'direct' OR before.written_until > clock_timestamp()) THEN
      RETURN 'running';
    END IF;
    IF before.id IS NOT NULL THEN PERFORM drop_upload(before.id, NULL); END IF;
    outcome := open_upload(upload, owner, called, declared, bytes, digest, by_way, in_store, key, until, usual_quota,
      most_open, most_files);
    IF outcome = 'opened' THEN
      UPDATE uploads u SET request_key = request, writer = held_by,
        written_until = CASE WHEN held_by IS NOT NULL THEN clock_timestamp() + lease_ms * interval '1 ms' END
      WHERE u.id = upload;
    END IF;
    RETURN outcome;
  END $$`;
