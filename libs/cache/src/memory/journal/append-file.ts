import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** A file that only grows, by whole pieces: one that cannot be written whole leaves nothing behind. */
export class AppendFile {
  private readonly fd: number;
  /** What of it is ours to trust. */
  size: number;
  private isSynced = true;
  private isSyncing = false;
  private isClosed = false;

  /** Opens or makes it, for nobody but us to read, and cuts off what is beyond this size. */
  constructor(path: string, size: number) {
    this.fd = openSync(path, 'a', 0o600);
    this.size = size;
    ftruncateSync(this.fd, size);
  }

  /** When this returns, the bytes outlive the process; the machine's end too, when they are synced. */
  append(bytes: Buffer, isSynced: boolean): void {
    try {
      for (let from = 0; from < bytes.length; from += writeSync(this.fd, bytes, from)) continue;
      if (isSynced) fdatasyncSync(this.fd);
    } catch (error) {
      ftruncateSync(this.fd, this.size);
      throw error;
    }
    this.size += bytes.length;
    this.isSynced = isSynced;
  }

  /** Has what was appended put on the disk, in the background; tells when that failed. */
  sync(failed: (error: Error) => void): void {
    if (this.isSynced || this.isSyncing || this.isClosed) return;
    this.isSyncing = true;
    this.isSynced = true;
    fdatasync(this.fd, (error) => {
      this.isSyncing = false;
      if (this.isClosed) closeSync(this.fd);
      else if (error) failed(error);
    });
  }

  /** Waits for the disk and closes it. */
  close(): void {
    try {
      if (!this.isSynced && !this.isClosed) fdatasyncSync(this.fd);
    } finally {
      this.discard();
    }
  }

  /** Closes a file that nobody will read again. */
  discard(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    // A sync on its way closes it afterwards, for the number may be another file's by then.
    if (!this.isSyncing) closeSync(this.fd);
  }
}
