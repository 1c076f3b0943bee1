/** How many of each there are: what has no bytes takes no room, and is a row all the same. */
export const addCounts = `
  ALTER TABLE quotas ADD COLUMN open_uploads integer NOT NULL DEFAULT 0 CHECK (open_uploads >= 0),
    ADD COLUMN files integer NOT NULL DEFAULT 0 CHECK (files >= 0)`;

/**
 * Nobody begins or ends one while what there is already is counted. All at once or none: who begins an upload locks them
 * in another order than who ends one, and would stand against whoever holds some and waits for the rest.
 */
export const lockWhatIsCounted = `
  DO $$ BEGIN
    FOR attempt IN 1..400 LOOP
      BEGIN
        LOCK TABLE uploads, files, quotas IN ACCESS EXCLUSIVE MODE NOWAIT;
        RETURN;
      EXCEPTION WHEN lock_not_available THEN
        IF attempt = 400 THEN RAISE; END IF;
      END;
      PERFORM pg_sleep(0.025);
    END LOOP;
  END $$`;

/** What was there before. */
export const countWhatIsThere = `
  UPDATE quotas q SET
    open_uploads = (SELECT count(*) FROM uploads u WHERE u.owner_id = q.user_id AND u.state = 'open'),
    files = (SELECT count(*) FROM files f WHERE f.owner_id = q.user_id AND f.deleted_at IS NULL)`;

/** For the sweep, which forgets those of long ago. */
export const indexDeletions =
  'CREATE INDEX files_by_deletion ON files (deleted_at) WHERE deleted_at IS NOT NULL';
export const indexEnded = `CREATE INDEX uploads_ended ON uploads (expires_at) WHERE state <> 'open'`;

/** Answers another question than the one of before. */
export const dropOpenUpload = `
  DROP FUNCTION open_upload(uuid, uuid, text, text, bigint, bytea, text, text, text, timestamptz, bigint)`;

/**
 * Reserves the room, the number and the place among what is under way, and writes the upload down; or does nothing and
 * says what there is too much of. The row of the quota is the lock: fifty at once are taken one after the other.
 */
export const createCountedOpenUpload = `
  CREATE FUNCTION open_upload(upload uuid, owner uuid, called text, declared text, bytes bigint, digest bytea,
    by_way text, in_store text, key text, until timestamptz, usual_quota bigint, most_open integer, most_files integer)
    RETURNS text LANGUAGE plpgsql AS $$
  DECLARE
    room quotas;
  BEGIN
    INSERT INTO quotas (user_id) VALUES (owner) ON CONFLICT DO NOTHING;
    UPDATE quotas q SET reserved = q.reserved + bytes, open_uploads = q.open_uploads + 1
    WHERE q.user_id = owner AND q.used + q.reserved + bytes <= coalesce(q.quota, usual_quota)
      AND q.open_uploads < most_open AND q.open_uploads + q.files < most_files;
    IF FOUND THEN
      INSERT INTO uploads (id, owner_id, name, declared_type, size, sha256, way, store, blob_key, expires_at)
      VALUES (upload, owner, called, declared, bytes, digest, by_way, in_store, key, until);
      RETURN 'opened';
    END IF;
    SELECT * INTO room FROM quotas q WHERE q.user_id = owner;
    RETURN CASE WHEN room.open_uploads >= most_open THEN 'too_many_uploads'
      WHEN room.open_uploads + room.files >= most_files THEN 'too_many_files' ELSE 'quota_exceeded' END;
  END $$`;

/** An open upload ends without a file: its room is free again and its blob doomed. False: it was not open any more. */
export const createCountedDropUpload = `
  CREATE OR REPLACE FUNCTION drop_upload(upload uuid, why text) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    ended uploads;
  BEGIN
    UPDATE uploads u SET state = CASE WHEN why IS NULL THEN 'dropped' ELSE 'refused' END, refusal = why
    WHERE u.id = upload AND u.state = 'open' RETURNING * INTO ended;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE quotas q SET reserved = q.reserved - ended.size, open_uploads = q.open_uploads - 1
    WHERE q.user_id = ended.owner_id;
    INSERT INTO doomed_blobs (blob_key, store) VALUES (ended.blob_key, ended.store) ON CONFLICT DO NOTHING;
    RETURN true;
  END $$`;

/** The upload becomes a file: the promised room is used room from now on. Null: it was not open any more. */
export const createCountedSettleUpload = `
  CREATE OR REPLACE FUNCTION settle_upload(upload uuid, file uuid, found_type text, digest bytea, first_state text)
  RETURNS files LANGUAGE plpgsql AS $$
  DECLARE
    done uploads;
    made files;
  BEGIN
    UPDATE uploads u SET state = 'done', file_id = file WHERE u.id = upload AND u.state = 'open' RETURNING * INTO done;
    IF NOT FOUND THEN RETURN NULL; END IF;
    UPDATE quotas q SET reserved = q.reserved - done.size, used = q.used + done.size,
      open_uploads = q.open_uploads - 1, files = q.files + 1 WHERE q.user_id = done.owner_id;
    INSERT INTO files (id, owner_id, name, type, size, sha256, store, blob_key, state)
    VALUES (file, done.owner_id, done.name, found_type, done.size, digest, done.store, done.blob_key, first_state)
    RETURNING * INTO made;
    IF first_state = 'ready' THEN PERFORM await_thumbnails(file, found_type); END IF;
    RETURN made;
  END $$`;

/** The room is free at once; the bytes, and those of its thumbnails, go with the next sweep. */
export const createCountedDeleteFile = `
  CREATE OR REPLACE FUNCTION delete_file(file uuid, person uuid) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    gone files;
  BEGIN
    UPDATE files f SET deleted_at = clock_timestamp()
    WHERE f.id = file AND f.owner_id = person AND f.deleted_at IS NULL RETURNING * INTO gone;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE quotas q SET used = q.used - gone.size, files = q.files - 1 WHERE q.user_id = gone.owner_id;
    INSERT INTO doomed_blobs (blob_key, store) VALUES (gone.blob_key, gone.store);
    PERFORM leave_thumbnails(file);
    WITH small AS (DELETE FROM thumbnails t WHERE t.file_id = file RETURNING t.blob_key, t.store)
    INSERT INTO doomed_blobs (blob_key, store) SELECT * FROM small;
    RETURN true;
  END $$`;
