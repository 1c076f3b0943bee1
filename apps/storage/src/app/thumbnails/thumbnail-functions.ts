/** Files whose small images are to be made; `blob_keys`: where the present attempt may have written. */
export const createAwaitedThumbnails = `
  CREATE TABLE awaited_thumbnails (
    file_id uuid PRIMARY KEY REFERENCES files (id),
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    store text,
    blob_keys text[] NOT NULL DEFAULT '{}'
  )`;

/** Of pictures of the kinds we read; of another file there is nothing to wait for. */
export const createAwaitThumbnails = `
  CREATE FUNCTION await_thumbnails(file uuid, found_type text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO awaited_thumbnails (file_id)
    SELECT file WHERE found_type ~ '^image/(jpeg|png|gif|webp|avif)$' ON CONFLICT DO NOTHING
  $$`;

/** Nobody waits for them any more; what an attempt has written is doomed. */
export const createLeaveThumbnails = `
  CREATE FUNCTION leave_thumbnails(file uuid) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    left_over awaited_thumbnails;
  BEGIN
    DELETE FROM awaited_thumbnails a WHERE a.file_id = file RETURNING * INTO left_over;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM doom_blobs(left_over.blob_keys, left_over.store);
    RETURN true;
  END $$`;

/** The ten minutes of a key begin anew if it was doomed already, for somebody may just have written there. */
export const createDoomBlobs = `
  CREATE FUNCTION doom_blobs(keys text[], in_store text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO doomed_blobs (blob_key, store) SELECT unnest(keys), in_store
    ON CONFLICT (blob_key) DO UPDATE SET since = clock_timestamp()
  $$`;

/** An attempt begins under keys of its own; those of the one before are doomed. False: nobody waits for them. */
export const createBeginThumbnails = `
  CREATE FUNCTION begin_thumbnails(file uuid, keys text[], in_store text) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    before awaited_thumbnails;
  BEGIN
    SELECT * INTO before FROM awaited_thumbnails a WHERE a.file_id = file FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM doom_blobs(before.blob_keys, before.store);
    UPDATE awaited_thumbnails a SET blob_keys = keys, store = in_store WHERE a.file_id = file;
    RETURN true;
  END $$`;

/** The attempt that wrote under these keys is the one that counts; any other finds that its own are doomed. */
export const createKeepThumbnails = `
  CREATE FUNCTION keep_thumbnails(file uuid, keys text[], in_store text, widths integer[], sizes bigint[],
    made_type text) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM awaited_thumbnails a WHERE a.file_id = file AND a.blob_keys = keys;
    IF NOT FOUND THEN
      PERFORM doom_blobs(keys, in_store);
      RETURN false;
    END IF;
    INSERT INTO thumbnails (file_id, width, type, size, store, blob_key)
    SELECT file, w, made_type, s, in_store, k FROM unnest(widths, sizes, keys) AS each (w, s, k);
    RETURN true;
  END $$`;

/** What the tables of files need of thumbnails. */
export const thumbnailFunctions = [
  createAwaitThumbnails,
  createLeaveThumbnails,
  createDoomBlobs,
  createBeginThumbnails,
  createKeepThumbnails,
];
