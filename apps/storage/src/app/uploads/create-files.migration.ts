import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { scanFunctions } from '../scanning/scan-functions';
import { sweepTables } from '../sweep/sweep-functions';
import { createAwaitedThumbnails, thumbnailFunctions } from '../thumbnails/thumbnail-functions';
import {
  createOpenUpload,
  createSettleUpload,
  createDropUpload,
  createDeleteFile,
  createShrinkUpload,
} from './upload-functions';

/** What people have and what they have been promised room for; the CHECK is the law, whoever asks at once. */
const createQuotas = `
  CREATE TABLE quotas (
    user_id uuid PRIMARY KEY,
    used bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    quota bigint
  ) WITH (fillfactor = 80)`;

/** A file that is not there yet. Its row stands before its first byte, so that no blob is ever without a row. */
const createUploads = `
  CREATE TABLE uploads (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    declared_type text,
    size bigint NOT NULL CHECK (size >= 0),
    sha256 bytea CHECK (octet_length(sha256) = 32),
    way text NOT NULL CHECK (way IN ('direct', 'tus', 'presigned')),
    store text NOT NULL,
    blob_key text NOT NULL CONSTRAINT uploads_blob_unique UNIQUE,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'refused', 'dropped')),
    refusal text,
    file_id uuid,
    writer uuid,
    written_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    CHECK ((state = 'done') = (file_id IS NOT NULL)),
    CHECK ((state = 'refused') = (refusal IS NOT NULL))
  )`;

/** One that was deleted keeps its row, so that who asks is told it is gone; its blob is doomed. */
const createFiles = `
  CREATE TABLE files (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    store text NOT NULL,
    blob_key text NOT NULL CONSTRAINT files_blob_unique UNIQUE,
    state text NOT NULL CHECK (state IN ('scanning', 'ready', 'quarantined')),
    finding text CHECK ((state = 'quarantined') = (finding IS NOT NULL)),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_at timestamptz
  )`;

/** Keys whose bytes nobody may have any more; the sweep takes them away, and looks here alone. */
const createDoomedBlobs = `
  CREATE TABLE doomed_blobs (
    blob_key text PRIMARY KEY,
    store text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
  )`;

const createThumbnails = `
  CREATE TABLE thumbnails (
    file_id uuid NOT NULL REFERENCES files (id),
    width integer NOT NULL,
    type text NOT NULL,
    size bigint NOT NULL,
    store text NOT NULL,
    blob_key text NOT NULL CONSTRAINT thumbnails_blob_unique UNIQUE,
    PRIMARY KEY (file_id, width)
  )`;

/** Files, what is on its way to be one, and the room people have for them. */
export class CreateFiles1763740000000 implements MigrationInterface {
  readonly name = 'CreateFiles1763740000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [createQuotas, createUploads, createFiles, createDoomedBlobs, createThumbnails])
      await runner.query(table);
    for (const each of [createAwaitedThumbnails, ...sweepTables]) await runner.query(each);
    await runner.query("CREATE INDEX uploads_by_end ON uploads (expires_at) WHERE state = 'open'");
    await runner.query('CREATE INDEX uploads_by_owner ON uploads (owner_id, id)');
    await runner.query('CREATE INDEX files_by_owner ON files (owner_id, id) WHERE deleted_at IS NULL');
    await runner.query('CREATE INDEX doomed_blobs_by_age ON doomed_blobs (since)');
    for (const each of [
      createOpenUpload,
      createShrinkUpload,
      createDropUpload,
      createSettleUpload,
      createDeleteFile,
      ...[...thumbnailFunctions, ...scanFunctions],
    ])
      await runner.query(each);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION open_upload, shrink_upload, drop_upload, settle_upload, delete_file');
    await runner.query(
      'DROP FUNCTION await_thumbnails, leave_thumbnails, doom_blobs, begin_thumbnails, keep_thumbnails, end_scan',
    );
    await runner.query('DROP TABLE awaited_thumbnails, blob_rounds, lost_blobs');
    await runner.query('DROP TABLE thumbnails, doomed_blobs, files, uploads, quotas');
  }
}
