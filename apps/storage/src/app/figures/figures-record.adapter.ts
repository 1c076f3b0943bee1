import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What lies in the tables; of what should be few, at most 10,000 are counted. */
export interface StorageSizes {
  readonly openUploads: number;
  readonly scanning: number;
  readonly oldestScanSeconds: number;
  readonly quarantined: number;
  readonly lost: number;
  readonly doomed: number;
  readonly awaitedThumbnails: number;
  /** As PostgreSQL's planner knows it, where there are many. */
  readonly files: number;
}

const few = (what: string): string => `(SELECT count(*)::int FROM (SELECT 1 FROM ${what} LIMIT 10000) few)`;

const sql = `
  SELECT ${few("uploads WHERE state = 'open'")} AS "openUploads",
    ${few("files WHERE state = 'scanning' AND deleted_at IS NULL")} AS scanning,
    coalesce((SELECT extract(epoch FROM clock_timestamp() - min(created_at)) FROM files
      WHERE state = 'scanning' AND deleted_at IS NULL), 0)::float8 AS "oldestScanSeconds",
    ${few("files WHERE state = 'quarantined' AND deleted_at IS NULL")} AS quarantined,
    ${few('lost_blobs l JOIN files f ON f.id = l.file_id AND f.deleted_at IS NULL')} AS lost,
    ${few('doomed_blobs')} AS doomed,
    ${few('awaited_thumbnails')} AS "awaitedThumbnails",
    greatest(${few('files WHERE deleted_at IS NULL')},
      (SELECT reltuples FROM pg_class WHERE oid = 'files_by_owner'::regclass))::float8 AS files`;

/** Counts what there is. */
@Injectable()
export class FiguresRecord {
  constructor(private readonly source: DataSource) {}

  async sizes(): Promise<StorageSizes> {
    const [row] = await this.source.query<[StorageSizes]>(sql);
    return row;
  }
}
