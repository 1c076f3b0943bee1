import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fileColumns, type FileState, type StoredFile } from '../files/stored-file';
import { formLeaseMs } from './form-leases';
import { type NewUpload, type Upload, type UploadClaim } from './upload';

const columns = `u.id, u.owner_id AS "ownerId", u.name, u.declared_type AS "declaredType", u.size::float8 AS size,
  u.sha256, u.way, u.store, u.blob_key AS "blobKey", u.state, u.refusal, u.file_id AS "fileId",
  u.created_at AS "createdAt", u.expires_at AS "expiresAt"`;

const openSql = `SELECT open_upload($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS opened`;
const openOnceSql = `SELECT open_upload_once($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
  AS opened`;
const findSql = `SELECT ${columns} FROM uploads u WHERE u.id = $1`;
const repeatedSql = `SELECT ${columns} FROM uploads u
  WHERE u.owner_id = $1 AND u.request_key = $2 AND u.state IN ('open', 'done')`;
const listSql = `SELECT ${columns} FROM uploads u
  WHERE u.owner_id = $1 AND u.state = 'open' AND ($2::uuid IS NULL OR u.id < $2) ORDER BY u.id DESC LIMIT $3`;
const dropSql = 'SELECT drop_upload($1, $2) AS dropped';
/** What turned out smaller than was promised shrinks in the same statement: each further one is a wait for the disk. */
const settleSql = `
  WITH fitted AS (SELECT CASE WHEN $6::bigint IS NULL OR shrink_upload($1, $6) THEN $1::uuid END AS id)
  SELECT ${fileColumns} FROM fitted, settle_upload(fitted.id, $2, $3, $4, $5) f WHERE f.id IS NOT NULL`;
const doomSql = `INSERT INTO doomed_blobs (blob_key, store) VALUES ($1, $2)
  ON CONFLICT (blob_key) DO UPDATE SET since = clock_timestamp()`;
const expiredSql = `SELECT ${columns} FROM uploads u WHERE u.state = 'open' AND u.expires_at <= now()
  ORDER BY u.expires_at LIMIT $1`;

/** What an upload came to. */
export interface Settlement {
  readonly fileId: string;
  readonly type: string;
  readonly sha256: Buffer;
  readonly state: FileState;
  /** Where it turned out smaller than was promised. */
  readonly size?: number;
}

/** What of one person there may be. */
export interface UploadBounds {
  /** In bytes, of who has none of her own. */
  readonly usualQuota: number;
  readonly mostOpen: number;
  readonly mostFiles: number;
}

/** What became of a promise; `repeated`: what was asked for under its key is there; `running`: it is under way. */
export type Opened =
  'opened' | 'quota_exceeded' | 'too_many_uploads' | 'too_many_files' | 'repeated' | 'running';

/** The rows of uploads; each change of one moves the quota in the same statement. */
@Injectable()
export class UploadRecord {
  constructor(private readonly source: DataSource) {}

  /** Reserves its room and writes it down; or says what there is too much of, and nothing was done. */
  async open(upload: NewUpload, bounds: UploadBounds, claim: UploadClaim = {}): Promise<Opened> {
    const { id, ownerId, name, declaredType, size, sha256, way, store, blobKey, expiresAt } = upload;
    const promised = [id, ownerId, name, declaredType, size, sha256, way, store, blobKey, expiresAt];
    const values = [...promised, bounds.usualQuota, bounds.mostOpen, bounds.mostFiles];
    const { requestKey, writer } = claim;
    const isPlain = requestKey === undefined && writer === undefined;
    const sql = isPlain ? openSql : openOnceSql;
    const all = isPlain ? values : [...values, requestKey, writer, formLeaseMs];
    const [row] = await this.source.query<[{ opened: Opened }]>(sql, all);
    return row.opened;
  }

  /** What somebody asked for under a key, unless it came to nothing. */
  async repeated(ownerId: string, requestKey: string): Promise<Upload | undefined> {
    const [row] = await this.source.query<Upload[]>(repeatedSql, [ownerId, requestKey]);
    return row;
  }

  /** Somebody's own that are under way, the newest first, after one of them. */
  listOpen(ownerId: string, after: string | undefined, limit: number): Promise<Upload[]> {
    return this.source.query<Upload[]>(listSql, [ownerId, after ?? null, limit]);
  }

  async find(id: string): Promise<Upload | undefined> {
    const [row] = await this.source.query<Upload[]>(findSql, [id]);
    return row;
  }

  /** It ends without a file, for a reason or none; false: it had ended already. */
  async drop(id: string, refusal?: string): Promise<boolean> {
    const [row] = await this.source.query<{ dropped: boolean }[]>(dropSql, [id, refusal ?? null]);
    return row?.dropped === true;
  }

  /** Its bytes are taken away by a sweep, also where one has been there before they came. */
  async doom({ blobKey, store }: Pick<Upload, 'blobKey' | 'store'>): Promise<void> {
    await this.source.query(doomSql, [blobKey, store]);
  }

  /** It becomes a file; undefined: it had ended already. */
  async settle(id: string, settlement: Settlement): Promise<StoredFile | undefined> {
    const { fileId, type, sha256, state, size } = settlement;
    const [row] = await this.source.query<StoredFile[]>(settleSql, [
      id,
      fileId,
      type,
      sha256,
      state,
      size ?? null,
    ]);
    return row;
  }

  /** Those nobody waits for any more. */
  expired(limit: number): Promise<Upload[]> {
    return this.source.query<Upload[]>(expiredSql, [limit]);
  }
}
