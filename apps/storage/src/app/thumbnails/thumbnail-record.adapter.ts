import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A small image of a file. */
export interface Thumbnail {
  readonly type: string;
  readonly size: number;
  readonly store: string;
  readonly blobKey: string;
}

/** Where one attempt writes. */
export interface ThumbnailKeys {
  readonly keys: readonly string[];
  readonly store: string;
}

const findSql = `SELECT type, size::float8 AS size, store, blob_key AS "blobKey"
  FROM thumbnails WHERE file_id = $1 AND width = $2`;
const isAwaitedSql = 'SELECT 1 FROM awaited_thumbnails WHERE file_id = $1';
const beginSql = 'SELECT begin_thumbnails($1, $2, $3) AS did';
const keepSql = 'SELECT keep_thumbnails($1, $2, $3, $4, $5, $6) AS did';
const leaveSql = 'SELECT leave_thumbnails($1) AS did';

/** The rows of thumbnails, and of those that are awaited. */
@Injectable()
export class ThumbnailRecord {
  constructor(private readonly source: DataSource) {}

  async find(fileId: string, width: number): Promise<Thumbnail | undefined> {
    const [row] = await this.source.query<Thumbnail[]>(findSql, [fileId, width]);
    return row;
  }

  async isAwaited(fileId: string): Promise<boolean> {
    return (await this.source.query<unknown[]>(isAwaitedSql, [fileId])).length > 0;
  }

  /** Written down before the first byte is; false: nobody waits for them. */
  begin(fileId: string, { keys, store }: ThumbnailKeys): Promise<boolean> {
    return this.did(beginSql, [fileId, keys, store]);
  }

  /** False: another attempt has begun meanwhile, or the file is gone; what was written is doomed. */
  keep(
    fileId: string,
    { keys, store }: ThumbnailKeys,
    widths: readonly number[],
    sizes: readonly number[],
    type: string,
  ): Promise<boolean> {
    return this.did(keepSql, [fileId, keys, store, widths, sizes, type]);
  }

  /** There will be none. */
  leave(fileId: string): Promise<boolean> {
    return this.did(leaveSql, [fileId]);
  }

  private async did(sql: string, values: unknown[]): Promise<boolean> {
    const [row] = await this.source.query<{ did: boolean }[]>(sql, values);
    return row?.did === true;
  }
}
