import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What a row says of the bytes of a file. */
export interface HeldBlob {
  readonly fileId: string;
  readonly store: string;
  readonly blobKey: string;
  readonly size: number;
}

const columns = 'f.id AS "fileId", f.store, f.blob_key AS "blobKey", f.size::float8 AS size';

/** The next files of the round; after the last one a new round begins, no sooner than the last one may be old. */
const nextSql = `
  WITH round AS (
    SELECT CASE WHEN after IS NULL AND began_at > now() - $2 * interval '1 ms' THEN 'rests' ELSE 'goes on' END AS state,
      coalesce(after, '00000000-0000-0000-0000-000000000000') AS after
    FROM blob_rounds FOR UPDATE
  ), page AS (
    SELECT ${columns} FROM files f, round r
    WHERE r.state = 'goes on' AND f.id > r.after AND f.deleted_at IS NULL ORDER BY f.id LIMIT $1
  ), moved AS (
    UPDATE blob_rounds b SET
      after = CASE WHEN (SELECT count(*) FROM page) = $1 THEN (SELECT max(p."fileId"::text)::uuid FROM page p) END,
      began_at = CASE WHEN b.after IS NULL THEN now() ELSE b.began_at END
    FROM round r WHERE r.state = 'goes on'
  )
  SELECT * FROM page`;
const lostSql = `SELECT ${columns} FROM lost_blobs l JOIN files f ON f.id = l.file_id
  WHERE f.deleted_at IS NULL ORDER BY l.since LIMIT $1`;
/** Unless it was deleted or moved to another store meanwhile. */
const loseSql = `INSERT INTO lost_blobs (file_id)
  SELECT f.id FROM files f WHERE f.id = $1 AND f.store = $2 AND f.blob_key = $3 AND f.deleted_at IS NULL
  ON CONFLICT DO NOTHING RETURNING 1`;
const findSql = 'DELETE FROM lost_blobs WHERE file_id = $1';
const forgetSql =
  'DELETE FROM lost_blobs l USING files f WHERE f.id = l.file_id AND f.deleted_at IS NOT NULL';

/** Of files that are there. */
const thumbnailsSql = `SELECT file_id AS "fileId", store, blob_key AS "blobKey", size::float8 AS size
  FROM thumbnails WHERE file_id = ANY ($1::uuid[])`;
/** All of a picture are drawn again, unless this one was moved meanwhile, or the picture deleted. */
const redrawSql = `
  WITH held AS (SELECT f.id FROM files f WHERE f.id = $1 AND f.deleted_at IS NULL FOR UPDATE),
  gone AS (
    DELETE FROM thumbnails t USING held h
    WHERE t.file_id = h.id AND EXISTS (SELECT FROM thumbnails o WHERE o.file_id = h.id AND o.blob_key = $2)
    RETURNING t.file_id, t.blob_key, t.store),
  doomed AS (
    INSERT INTO doomed_blobs (blob_key, store) SELECT g.blob_key, g.store FROM gone g
    ON CONFLICT (blob_key) DO UPDATE SET since = clock_timestamp())
  INSERT INTO awaited_thumbnails (file_id) SELECT DISTINCT g.file_id FROM gone g ON CONFLICT DO NOTHING RETURNING 1`;

/** How far files were held against their stores, and what was missing. */
@Injectable()
export class LostBlobRecord {
  constructor(private readonly source: DataSource) {}

  next(limit: number, roundMs: number): Promise<HeldBlob[]> {
    return this.source.query<HeldBlob[]>(nextSql, [limit, roundMs]);
  }

  /** Those of deleted files are forgotten. */
  async lost(limit: number): Promise<HeldBlob[]> {
    await this.source.query(forgetSql);
    return this.source.query<HeldBlob[]>(lostSql, [limit]);
  }

  /** False: it is known already, or is not where it was looked for any more. */
  async lose({ fileId, store, blobKey }: HeldBlob): Promise<boolean> {
    return (await this.source.query<unknown[]>(loseSql, [fileId, store, blobKey])).length > 0;
  }

  async find(fileId: string): Promise<void> {
    await this.source.query(findSql, [fileId]);
  }

  /** What rows say of the bytes of their thumbnails. */
  thumbnails(fileIds: readonly string[]): Promise<HeldBlob[]> {
    return this.source.query<HeldBlob[]>(thumbnailsSql, [fileIds]);
  }

  /** False: it is not where it was looked for any more, or somebody else was faster. */
  async redraw({ fileId, blobKey }: HeldBlob): Promise<boolean> {
    return (await this.source.query<unknown[]>(redrawSql, [fileId, blobKey])).length > 0;
  }
}
