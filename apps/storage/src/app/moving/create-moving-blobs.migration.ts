import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Blobs on their way to another store; the new key is written down before its first byte. */
const createMovingBlobs = `
  CREATE TABLE moving_blobs (
    old_key text PRIMARY KEY,
    new_key text NOT NULL CONSTRAINT moving_blobs_new_unique UNIQUE,
    store text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
  )`;

/** Whoever asks for it from now on is led to the new one, and the old one is doomed; or it is gone, and the new one is. */
const createSwitchBlob = `
  CREATE FUNCTION switch_blob(old_one text) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    way moving_blobs;
    was text;
  BEGIN
    DELETE FROM moving_blobs m WHERE m.old_key = old_one RETURNING * INTO way;
    IF NOT FOUND THEN RETURN false; END IF;
    SELECT f.store INTO was FROM files f WHERE f.blob_key = old_one AND f.deleted_at IS NULL FOR UPDATE;
    IF FOUND THEN
      UPDATE files f SET store = way.store, blob_key = way.new_key WHERE f.blob_key = old_one;
    ELSE
      SELECT t.store INTO was FROM thumbnails t WHERE t.blob_key = old_one FOR UPDATE;
      IF NOT FOUND THEN
        INSERT INTO doomed_blobs (blob_key, store) VALUES (way.new_key, way.store) ON CONFLICT DO NOTHING;
        RETURN false;
      END IF;
      UPDATE thumbnails t SET store = way.store, blob_key = way.new_key WHERE t.blob_key = old_one;
    END IF;
    INSERT INTO doomed_blobs (blob_key, store) VALUES (old_one, was) ON CONFLICT DO NOTHING;
    RETURN true;
  END $$`;

/** Blobs that are brought from one store to another. */
export class CreateMovingBlobs1763755000000 implements MigrationInterface {
  readonly name = 'CreateMovingBlobs1763755000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createMovingBlobs);
    await runner.query(createSwitchBlob);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION switch_blob');
    await runner.query('DROP TABLE moving_blobs');
  }
}
