import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { BlobMisplacedError } from './blob-misplaced.error';
import { BlobMissingError } from './blob-missing.error';
import { BlobStore, type ByteRange, type Guard, unguarded } from './blob-store';
import { diskFault } from './disk-fault';
import { FileAppending } from './file-appending';
import { FileBytes } from './file-bytes';
import { SyncedLengths } from './synced-lengths';

/** Nobody but the service reads what people entrusted to it. */
const folderMode = 0o700;
const fileMode = 0o600;

/** A quarter of this took twice as long for the same file: each piece is a way to another thread and back. */
const readBytes = 262_144;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Blobs in a folder that all instances share: unfinished ones apart, finished ones in folders of few. */
export class LocalBlobStore extends BlobStore {
  readonly name = 'local';
  private readonly synced = new SyncedLengths();

  constructor(private readonly folder: string) {
    super();
  }

  async append(
    key: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
    guard: Guard = unguarded,
  ): Promise<number> {
    return onDisk(() => this.add(key, offset, bytes, guard));
  }

  private async add(
    key: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
    guard: Guard,
  ): Promise<number> {
    const path = this.unfinished(key);
    if (offset === 0) await makeFolder(dirname(path));
    const file = await this.openFor(path, offset);
    // The name is made durable while the bytes come: one wait for the disk less.
    const named = offset === 0 ? syncFolder(dirname(path)) : undefined;
    const [written] = await Promise.allSettled([
      new FileAppending(file, offset, guard).runDurably(bytes).finally(() => file.close()),
      named,
    ]);
    if (written.status === 'rejected') throw written.reason;
    await named;
    this.synced.note(key, written.value);
    return written.value;
  }

  async length(key: string): Promise<number> {
    const [from, to] = [this.unfinished(key), this.finished(key)];
    return onDisk(async () => (await sizeOf(from)) ?? (await sizeOf(to)) ?? 0);
  }

  async isFinished(key: string): Promise<boolean> {
    const path = this.finished(key);
    return onDisk(async () => (await sizeOf(path)) !== undefined);
  }

  /** Who writes asks its guard right before: nothing of it is on its way for longer than a write takes. */
  async finish(key: string): Promise<boolean> {
    await onDisk(() => this.makeWhole(key));
    return true;
  }

  private async makeWhole(key: string): Promise<void> {
    const [from, to] = [this.unfinished(key), this.finished(key)];
    const changed = await makeFolders(dirname(to));
    try {
      const { size } = await stat(from);
      // Whoever else wrote of it may have died before its bytes were durable.
      if (!this.synced.coverAll(key, size)) await syncFile(from);
      await rename(from, to);
    } catch (error) {
      if (!isMissing(error)) throw error;
      if ((await sizeOf(to)) === undefined) throw new BlobMissingError(key, { cause: error });
    }
    // That the old name is gone need not be durable: should a crash bring it back, it is of the same bytes, which nobody
    // adds to any more, and it goes when they are removed.
    await Promise.all([...changed, dirname(to)].map(syncFolder));
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const file = await this.openToRead(key);
    return file.createReadStream({
      highWaterMark: readBytes,
      ...(range && { start: range.first, end: range.last }),
    });
  }

  override async readExactly(key: string, length: number, range?: ByteRange): Promise<Readable> {
    return new FileBytes(await this.openToRead(key), length, range).begin();
  }

  private async openToRead(key: string): Promise<FileHandle> {
    try {
      return await open(this.finished(key), 'r');
    } catch (error) {
      throw isMissing(error) ? new BlobMissingError(key, { cause: error }) : diskFault(error);
    }
  }

  async remove(key: string): Promise<void> {
    const paths = [this.unfinished(key), this.finished(key)];
    return onDisk(async () => {
      for (const path of paths) {
        if ((await sizeOf(path)) === undefined) continue;
        await rm(path, { force: true });
        // The row that named it goes next: a name that came back with the power would be nobody's.
        await syncFolder(dirname(path));
      }
    });
  }

  async check(): Promise<{ readonly freeBytes: number }> {
    return onDisk(() => this.look());
  }

  private async look(): Promise<{ readonly freeBytes: number }> {
    await makeFolder(this.folder);
    await access(this.folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail === 0) throw new Error(`The disk of ${this.folder} is full.`);
    return { freeBytes: bavail * bsize };
  }

  /** Another process may have written meanwhile, so the length is looked at with the file in hand. */
  private async openFor(path: string, offset: number): Promise<FileHandle> {
    let file: FileHandle;
    try {
      // Never to append: a writer that was stopped and comes back too late may only write what is there already.
      file = await open(path, offset === 0 ? constants.O_RDWR | constants.O_CREAT : 'r+', fileMode);
    } catch (error) {
      throw isMissing(error) ? new BlobMisplacedError(offset, 0) : error;
    }
    const { size } = await file.stat();
    if (size === offset) return file;
    await file.close();
    throw new BlobMisplacedError(offset, size);
  }

  private unfinished = (key: string): string => join(this.folder, 'unfinished', checked(key));

  private finished = (key: string): string => {
    const name = checked(key);
    return join(this.folder, 'blobs', name.slice(-2), name.slice(-4, -2), name);
  };
}

/** Keys are ours and never a client's; a bug that would let one leave the folder ends here. */
function checked(key: string): string {
  if (!/^[0-9a-z-]{8,64}$/.test(key)) throw new Error(`"${key}" is no key of a blob.`);
  return key;
}

/** What the disk is to blame for is told as such. */
async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskFault(error);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  await Promise.all((await makeFolders(path)).map(syncFolder));
}

/** Gives the folders that must be synced: each new one is an entry of its parent, which must not be lost either. */
async function makeFolders(path: string): Promise<string[]> {
  const first = await mkdir(path, { recursive: true, mode: folderMode });
  const parents: string[] = [];
  if (first === undefined) return parents;
  for (let made = path; made.length >= first.length; made = dirname(made)) parents.push(dirname(made));
  return parents;
}

/** A new name is durable once its folder is. */
const syncFolder = (path: string): Promise<void> => syncFile(path);

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
