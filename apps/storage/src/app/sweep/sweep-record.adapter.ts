import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Bytes that nobody may have any more. */
export interface DoomedBlob {
  readonly blobKey: string;
  readonly store: string;
}

const doomedSql = `SELECT blob_key AS "blobKey", store FROM doomed_blobs
  WHERE since < now() - $1 * interval '1 ms' ORDER BY since LIMIT $2`;
/** One that was doomed again meanwhile may be there again: somebody who was late wrote it after it was removed. */
const goneSql = `DELETE FROM doomed_blobs
  WHERE blob_key = ANY ($1::text[]) AND since < now() - $2 * interval '1 ms'`;
/** Whose writer died, or could not say that it was done. */
const leftSql = `SELECT id FROM uploads
  WHERE state = 'open' AND way <> 'direct' AND written_until < now() LIMIT $1`;
const freeSql = `UPDATE uploads SET writer = NULL, written_until = NULL
  WHERE id = $1 AND state = 'open' AND written_until < now()`;
/** Anybody may go on with it; it is looked at again when the others were. */
const postponeSql = `UPDATE uploads SET writer = NULL, written_until = now() + interval '5 minutes'
  WHERE id = $1 AND state = 'open' AND written_until < now()`;
const doomLaterSql = 'UPDATE doomed_blobs SET since = now() WHERE blob_key = ANY ($1::text[])';
const unscannedSql = `SELECT f.id FROM files f
  WHERE f.state = 'scanning' AND f.deleted_at IS NULL AND f.created_at < now() - $1 * interval '1 ms'
    AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.name = 'scan-file' AND j.unique_key = f.id::text)
  ORDER BY f.created_at LIMIT $2`;
const undrawnSql = `SELECT a.file_id AS id FROM awaited_thumbnails a
  WHERE a.asked_at < now() - $1 * interval '1 ms'
    AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.name = 'make-thumbnails' AND j.unique_key = a.file_id::text)
  ORDER BY a.asked_at LIMIT $2`;
/** What died of its attempts is not asked for again at once. */
const askedToDrawSql = `UPDATE awaited_thumbnails SET asked_at = now() + interval '1 hour' WHERE file_id = $1`;
/**
 * A form cannot be gone on with: what is left of one was cut off by a crash. Instances of the version before hold no
 * lease of theirs, so that only their age tells.
 */
const isCut = `state = 'open' AND way = 'direct' AND (
  written_until < now() OR (written_until IS NULL AND created_at < now() - $1 * interval '1 ms'))`;
const cutSql = `SELECT id FROM uploads WHERE ${isCut} LIMIT $2`;
const dropCutSql = `SELECT drop_upload(u.id, NULL) AS dropped
  FROM (SELECT id FROM uploads WHERE id = $2 AND ${isCut} FOR UPDATE) u`;
const forgetSql = `DELETE FROM uploads WHERE id IN (
  SELECT id FROM uploads WHERE state <> 'open' AND expires_at < now() - $1 * interval '1 ms' LIMIT $2)`;

/** What pointed to them went with their deletion, or with what was lost of them. */
const forgetFilesSql = `DELETE FROM files WHERE id IN (
  SELECT f.id FROM files f WHERE f.deleted_at < now() - $1 * interval '1 ms'
    AND NOT EXISTS (SELECT FROM lost_blobs l WHERE l.file_id = f.id)
    AND NOT EXISTS (SELECT FROM awaited_thumbnails a WHERE a.file_id = f.id)
    AND NOT EXISTS (SELECT FROM thumbnails t WHERE t.file_id = f.id) LIMIT $2)`;

/** What the sweep reads and writes of rows. */
@Injectable()
export class SweepRecord {
  constructor(private readonly source: DataSource) {}

  doomed(olderThanMs: number, limit: number): Promise<DoomedBlob[]> {
    return this.source.query<DoomedBlob[]>(doomedSql, [olderThanMs, limit]);
  }

  async gone(keys: readonly string[], olderThanMs: number): Promise<void> {
    await this.source.query(goneSql, [keys, olderThanMs]);
  }

  leftByWriters(limit: number): Promise<string[]> {
    return this.ids(leftSql, [limit]);
  }

  async free(id: string): Promise<void> {
    await this.source.query(freeSql, [id]);
  }

  async postpone(id: string): Promise<void> {
    await this.source.query(postponeSql, [id]);
  }

  async doomLater(keys: readonly string[]): Promise<void> {
    await this.source.query(doomLaterSql, [keys]);
  }

  /** Those that wait to be looked through, and that no job will look through. */
  unscanned(olderThanMs: number, limit: number): Promise<string[]> {
    return this.ids(unscannedSql, [olderThanMs, limit]);
  }

  /** Those that wait to be drawn small, and that no job will draw. */
  undrawn(olderThanMs: number, limit: number): Promise<string[]> {
    return this.ids(undrawnSql, [olderThanMs, limit]);
  }

  async askedToDraw(fileId: string): Promise<void> {
    await this.source.query(askedToDrawSql, [fileId]);
  }

  /** `oldMs`: of those without a lease. */
  cutForms(oldMs: number, limit: number): Promise<string[]> {
    return this.ids(cutSql, [oldMs, limit]);
  }

  /** Gives one up that is cut off still; false: its instance has said meanwhile that it lives. */
  async dropCut(id: string, oldMs: number): Promise<boolean> {
    const [row] = await this.source.query<{ dropped: boolean }[]>(dropCutSql, [oldMs, id]);
    return row?.dropped === true;
  }

  /** Ended uploads that nobody asks about any more; gives how many. */
  forget(olderThanMs: number, limit: number): Promise<number> {
    return this.removed(forgetSql, [olderThanMs, limit]);
  }

  /** Files that were deleted so long ago that nobody need be told that they were there; gives how many. */
  forgetFiles(olderThanMs: number, limit: number): Promise<number> {
    return this.removed(forgetFilesSql, [olderThanMs, limit]);
  }

  private async removed(sql: string, values: unknown[]): Promise<number> {
    return (await this.source.query<[unknown[], number]>(sql, values))[1];
  }

  private async ids(sql: string, values: unknown[]): Promise<string[]> {
    return (await this.source.query<{ id: string }[]>(sql, values)).map(({ id }) => id);
  }
}
