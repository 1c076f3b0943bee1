/** `scanning`: nobody gets it yet; `quarantined`: nobody ever does. */
export type FileState = 'scanning' | 'ready' | 'quarantined';

/** What a blob is. */
export interface StoredFile {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: Buffer;
  readonly store: string;
  readonly blobKey: string;
  readonly state: FileState;
  readonly createdAt: Date;
  readonly deletedAt: Date | null;
}

/** Its columns, of a row called `f`. */
export const fileColumns = `f.id, f.owner_id AS "ownerId", f.name, f.type, f.size::float8 AS size, f.sha256, f.store,
  f.blob_key AS "blobKey", f.state, f.created_at AS "createdAt", f.deleted_at AS "deletedAt"`;
