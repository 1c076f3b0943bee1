import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Asks PostgreSQL past the service. */
type Rows = <Row extends Record<string, unknown>>(text: string) => Promise<Row[]>;

/** What lies in the folder: paths by key. */
export interface BlobsOnDisk {
  readonly unfinished: ReadonlyMap<string, string>;
  readonly finished: ReadonlyMap<string, string>;
}

const quotasSql = `
  WITH owners AS (
    SELECT user_id AS id FROM storage.quotas UNION SELECT owner_id FROM storage.files
    UNION SELECT owner_id FROM storage.uploads)
  SELECT o.id, coalesce(q.used, 0)::float8 AS used, coalesce(q.reserved, 0)::float8 AS reserved,
    (SELECT coalesce(sum(size), 0)::float8 FROM storage.files f
      WHERE f.owner_id = o.id AND f.deleted_at IS NULL) AS files,
    (SELECT coalesce(sum(size), 0)::float8 FROM storage.uploads u
      WHERE u.owner_id = o.id AND u.state = 'open') AS uploads
  FROM owners o LEFT JOIN storage.quotas q ON q.user_id = o.id`;
const filesSql = `SELECT blob_key AS key, size::float8 AS size, encode(sha256, 'hex') AS sha256
  FROM storage.files WHERE deleted_at IS NULL AND store = 'local'`;
const thumbnailsSql = `SELECT blob_key AS key, size::float8 AS size FROM storage.thumbnails WHERE store = 'local'`;
const openSql = `SELECT blob_key AS key, size::float8 AS size FROM storage.uploads
  WHERE state = 'open' AND store = 'local'`;
const doomedSql = 'SELECT blob_key AS key FROM storage.doomed_blobs';
const lostSql = `SELECT u.id FROM storage.uploads u LEFT JOIN storage.files f ON f.id = u.file_id
  WHERE u.state = 'done' AND f.id IS NULL`;

interface BlobRow extends Record<string, unknown> {
  readonly key: string;
  readonly size: number;
  readonly sha256?: string;
}

/** All blobs below a STORAGE_DIR. */
export async function blobsOnDisk(folder: string): Promise<BlobsOnDisk> {
  const below = async (name: string): Promise<Map<string, string>> => {
    const found = await readdir(join(folder, name), { recursive: true, withFileTypes: true }).catch(() => []);
    const files = found.filter((entry) => entry.isFile());
    return new Map(files.map((entry) => [entry.name, join(entry.parentPath, entry.name)]));
  };
  return { unfinished: await below('unfinished'), finished: await below('blobs') };
}

/** In what rows, blobs and quotas do not agree; nobody may be writing meanwhile. */
export async function faultsOfStorage(rows: Rows, folder: string): Promise<string[]> {
  const blobs = await blobsOnDisk(folder);
  return [
    ...(await faultsOfQuotas(rows)),
    ...(await faultsOfFiles(rows, blobs)),
    ...(await faultsOfUploads(rows, blobs)),
    ...(await strangers(rows, blobs)),
  ];
}

async function faultsOfQuotas(rows: Rows): Promise<string[]> {
  const found = await rows<Record<'used' | 'reserved' | 'files' | 'uploads', number> & { id: string }>(
    quotasSql,
  );
  return found.flatMap(({ id, used, reserved, files, uploads }) => [
    ...(used === files ? [] : [`${id} uses ${used} and has files of ${files}`]),
    ...(reserved === uploads ? [] : [`${id} reserved ${reserved} and has uploads of ${uploads}`]),
  ]);
}

async function faultsOfFiles(rows: Rows, { finished }: BlobsOnDisk): Promise<string[]> {
  const faults: string[] = [];
  for (const { key, size, sha256 } of [
    ...(await rows<BlobRow>(filesSql)),
    ...(await rows<BlobRow>(thumbnailsSql)),
  ]) {
    const path = finished.get(key);
    if (path === undefined) faults.push(`the row of ${key} has no blob`);
    else if ((await stat(path)).size !== size) faults.push(`${key} is not ${size} long`);
    else if (sha256 !== undefined && (await digestOf(path)) !== sha256)
      faults.push(`${key} is not ${sha256}`);
  }
  return faults;
}

async function faultsOfUploads(rows: Rows, { unfinished, finished }: BlobsOnDisk): Promise<string[]> {
  const lost = (await rows<{ id: string }>(lostSql)).map(({ id }) => `upload ${id} is done and has no file`);
  for (const { key, size } of await rows<BlobRow>(openSql)) {
    const path = unfinished.get(key) ?? finished.get(key);
    if (path !== undefined && (await stat(path)).size > size) lost.push(`${key} is longer than ${size}`);
  }
  return lost;
}

/** Blobs that no row knows, and such as should be gone. */
async function strangers(rows: Rows, { unfinished, finished }: BlobsOnDisk): Promise<string[]> {
  const known = new Set<string>();
  for (const sql of [filesSql, thumbnailsSql, openSql])
    for (const { key } of await rows<BlobRow>(sql)) known.add(key);
  const doomed = (await rows<{ key: string }>(doomedSql)).map(({ key }) => `${key} is doomed yet`);
  const keys = [...unfinished.keys(), ...finished.keys()];
  return [...doomed, ...keys.filter((key) => !known.has(key)).map((key) => `the blob ${key} has no row`)];
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
