/**
 * Reserves the room and writes the upload down, or does neither. The row of the quota is the lock: fifty at once are
 * taken one after the other, for as long as one statement.
 */
export const createOpenUpload = `
  CREATE FUNCTION open_upload(upload uuid, owner uuid, called text, declared text, bytes bigint, digest bytea,
    by_way text, in_store text, key text, until timestamptz, usual_quota bigint) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO quotas (user_id) VALUES (owner) ON CONFLICT DO NOTHING;
    UPDATE quotas q SET reserved = q.reserved + bytes
    WHERE q.user_id = owner AND q.used + q.reserved + bytes <= coalesce(q.quota, usual_quota);
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO uploads (id, owner_id, name, declared_type, size, sha256, way, store, blob_key, expires_at)
    VALUES (upload, owner, called, declared, bytes, digest, by_way, in_store, key, until);
    RETURN true;
  END $$`;

/** It has turned out smaller than was promised, and the rest of its room is free again. */
export const createShrinkUpload = `
  CREATE FUNCTION shrink_upload(upload uuid, bytes bigint) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    before uploads;
  BEGIN
    SELECT * INTO before FROM uploads u WHERE u.id = upload AND u.state = 'open' AND u.size >= bytes FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE uploads u SET size = bytes WHERE u.id = upload;
    UPDATE quotas q SET reserved = q.reserved - (before.size - bytes) WHERE q.user_id = before.owner_id;
    RETURN true;
  END $$`;

/** An open upload ends without a file: its room is free again and its blob doomed. False: it was not open any more. */
export const createDropUpload = `
  CREATE FUNCTION drop_upload(upload uuid, why text) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    ended uploads;
  BEGIN
    UPDATE uploads u SET state = CASE WHEN why IS NULL THEN 'dropped' ELSE 'refused' END, refusal = why
    WHERE u.id = upload AND u.state = 'open' RETURNING * INTO ended;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE quotas q SET reserved = q.reserved - ended.size WHERE q.user_id = ended.owner_id;
    INSERT INTO doomed_blobs (blob_key, store) VALUES (ended.blob_key, ended.store) ON CONFLICT DO NOTHING;
    RETURN true;
  END $$`;

/** The upload becomes a file: the promised room is used room from now on. Null: it was not open any more. */
export const createSettleUpload = `
  CREATE FUNCTION settle_upload(upload uuid, file uuid, found_type text, digest bytea, first_state text)
  RETURNS files LANGUAGE plpgsql AS $$
  DECLARE
    done uploads;
    made files;
  BEGIN
    UPDATE uploads u SET state = 'done', file_id = file WHERE u.id = upload AND u.state = 'open' RETURNING * INTO done;
    IF NOT FOUND THEN RETURN NULL; END IF;
    UPDATE quotas q SET reserved = q.reserved - done.size, used = q.used + done.size WHERE q.user_id = done.owner_id;
    INSERT INTO files (id, owner_id, name, type, size, sha256, store, blob_key, state)
    VALUES (file, done.owner_id, done.name, found_type, done.size, digest, done.store, done.blob_key, first_state)
    RETURNING * INTO made;
    IF first_state = 'ready' THEN PERFORM await_thumbnails(file, found_type); END IF;
    RETURN made;
  END $$`;

/** The room is free at once; the bytes, and those of its thumbnails, go with the next sweep. */
export const createDeleteFile = `
  CREATE FUNCTION delete_file(file uuid, person uuid) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    gone files;
  BEGIN
    UPDATE files f SET deleted_at = clock_timestamp()
    WHERE f.id = file AND f.owner_id = person AND f.deleted_at IS NULL RETURNING * INTO gone;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE quotas q SET used = q.used - gone.size WHERE q.user_id = gone.owner_id;
    INSERT INTO doomed_blobs (blob_key, store) VALUES (gone.blob_key, gone.store);
    PERFORM leave_thumbnails(file);
    WITH small AS (DELETE FROM thumbnails t WHERE t.file_id = file RETURNING t.blob_key, t.store)
    INSERT INTO doomed_blobs (blob_key, store) SELECT * FROM small;
    RETURN true;
  END $$`;
