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

/** A blob as whoever looks past the service finds it. */
export interface SeenBlob {
  readonly key: string;
  readonly isFinished: boolean;
  readonly size: number;
  readonly sha256: () => Promise<string>;
}

/** A store that is looked at past the service. */
export interface SeenStore {
  /** What rows call it. */
  readonly name: string;
  readonly blobs: () => Promise<SeenBlob[]>;
}

const quotasSql = `
  WITH owners AS (
    SELECT user_id AS id FROM storage.quotas UNION SELECT owner_id FROM storage.files
    UNION SELECT owner_id FROM storage.uploads)
  SELECT o.id, coalesce(q.used, 0)::float8 AS used, coalesce(q.reserved, 0)::float8 AS reserved,
    coalesce(q.files, 0) AS "fileCount", coalesce(q.open_uploads, 0) AS "openCount",
    (SELECT count(*)::int FROM storage.files f WHERE f.owner_id = o.id AND f.deleted_at IS NULL) AS "filesThere",
    (SELECT count(*)::int FROM storage.uploads u WHERE u.owner_id = o.id AND u.state = 'open') AS "openThere",
    (SELECT coalesce(sum(size), 0)::float8 FROM storage.files f
      WHERE f.owner_id = o.id AND f.deleted_at IS NULL) AS files,
    (SELECT coalesce(sum(size), 0)::float8 FROM storage.uploads u
      WHERE u.owner_id = o.id AND u.state = 'open') AS uploads
  FROM owners o LEFT JOIN storage.quotas q ON q.user_id = o.id`;
const filesSql = `SELECT store, blob_key AS key, size::float8 AS size, encode(sha256, 'hex') AS sha256
  FROM storage.files WHERE deleted_at IS NULL`;
const thumbnailsSql = 'SELECT store, blob_key AS key, size::float8 AS size FROM storage.thumbnails';
const openSql = `SELECT store, blob_key AS key, size::float8 AS size FROM storage.uploads WHERE state = 'open'`;
const doomedSql = 'SELECT blob_key AS key FROM storage.doomed_blobs';
const lostSql = `SELECT u.id FROM storage.uploads u LEFT JOIN storage.files f ON f.id = u.file_id
  WHERE u.state = 'done' AND f.id IS NULL`;

interface BlobRow extends Record<string, unknown> {
  readonly store: string;
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

/** The same folder, as a store. */
export const folderSeen = (folder: string): SeenStore => ({
  name: 'local',
  blobs: async () => {
    const { unfinished, finished } = await blobsOnDisk(folder);
    const seen = async (paths: ReadonlyMap<string, string>, isFinished: boolean): Promise<SeenBlob[]> =>
      Promise.all(
        [...paths].map(async ([key, path]) => {
          return { key, isFinished, size: (await stat(path)).size, sha256: () => digestOf(path) };
        }),
      );
    return [...(await seen(unfinished, false)), ...(await seen(finished, true))];
  },
});

/** In what rows, blobs and quotas do not agree; nobody may be writing meanwhile. */
export async function faultsOfStorage(rows: Rows, stores: readonly SeenStore[]): Promise<string[]> {
  const faults = await faultsOfQuotas(rows);
  const lost = (await rows<{ id: string }>(lostSql)).map(({ id }) => `upload ${id} is done and has no file`);
  const doomed = (await rows<{ key: string }>(doomedSql)).map(({ key }) => `${key} is doomed yet`);
  faults.push(...lost, ...doomed);
  for (const store of stores) {
    const blobs = await store.blobs();
    const of = async (sql: string) => (await rows<BlobRow>(sql)).filter((row) => row.store === store.name);
    const [files, open] = [[...(await of(filesSql)), ...(await of(thumbnailsSql))], await of(openSql)];
    faults.push(...(await faultsOfFiles(files, blobs)), ...strangers(files, open, blobs));
  }
  return faults;
}

interface QuotaRow extends Record<string, number | string> {
  readonly id: string;
}

async function faultsOfQuotas(rows: Rows): Promise<string[]> {
  const pairs = [
    ...(['used files', 'reserved uploads'] as const),
    ...(['fileCount filesThere', 'openCount openThere'] as const),
  ].map((pair) => pair.split(' ') as [string, string]);
  return (await rows<QuotaRow>(quotasSql)).flatMap((row) =>
    pairs.flatMap(([told, there]) =>
      row[told] === row[there] ? [] : [`${row.id}: ${told} is ${row[told]}, and ${there} ${row[there]}`],
    ),
  );
}

async function faultsOfFiles(files: readonly BlobRow[], blobs: readonly SeenBlob[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { key, size, sha256 } of files) {
    const blob = blobs.find((each) => each.key === key && each.isFinished);
    if (blob === undefined) faults.push(`the row of ${key} has no blob`);
    else if (blob.size !== size) faults.push(`${key} is ${blob.size} long, and not ${size}`);
    else if (sha256 !== undefined && (await blob.sha256()) !== sha256) faults.push(`${key} is not ${sha256}`);
  }
  return faults;
}

/** Blobs that no row knows, that should be gone, or that are longer than was promised. */
function strangers(
  files: readonly BlobRow[],
  open: readonly BlobRow[],
  blobs: readonly SeenBlob[],
): string[] {
  const whole = new Set(files.map(({ key }) => key));
  const promised = new Map(open.map(({ key, size }) => [key, size]));
  return blobs.flatMap(({ key, isFinished, size }) => {
    const most = promised.get(key);
    if (most !== undefined) return size > most ? [`${key} is longer than ${most}`] : [];
    if (!whole.has(key)) return [`the blob ${key} has no row`];
    return isFinished ? [] : [`${key} is whole, and something of its way there is left`];
  });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
