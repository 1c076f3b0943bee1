import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fileColumns, type StoredFile } from './stored-file';

const findSql = `SELECT ${fileColumns} FROM files f WHERE f.id = $1`;
const listSql = `SELECT ${fileColumns} FROM files f
  WHERE f.owner_id = $1 AND f.deleted_at IS NULL AND ($2::uuid IS NULL OR f.id < $2) ORDER BY f.id DESC LIMIT $3`;
const deleteSql = 'SELECT delete_file($1, $2) AS deleted';

/** The rows of files. */
@Injectable()
export class FileRecord {
  constructor(private readonly source: DataSource) {}

  /** Also one that was deleted, and says so. */
  async find(id: string): Promise<StoredFile | undefined> {
    const [row] = await this.source.query<StoredFile[]>(findSql, [id]);
    return row;
  }

  /** Somebody's own, the newest first, after one of them. */
  list(ownerId: string, after: string | undefined, limit: number): Promise<StoredFile[]> {
    return this.source.query<StoredFile[]>(listSql, [ownerId, after ?? null, limit]);
  }

  /** Frees its room and dooms its bytes; false: she has none of this id. */
  async delete(id: string, ownerId: string): Promise<boolean> {
    const [row] = await this.source.query<{ deleted: boolean }[]>(deleteSql, [id, ownerId]);
    return row?.deleted === true;
  }
}
