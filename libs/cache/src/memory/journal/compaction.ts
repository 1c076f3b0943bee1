import { closeSync, fsync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppendFile } from './append-file';
import { encodeRecord, type JournalRecord } from './journal-record';

/** Gives the entries that are kept, from a place on and about so many bytes of them, as records of what they are now. */
export interface EntrySource {
  slice(
    from: number,
    bytes: number,
  ): { readonly records: JournalRecord[]; readonly next: number | undefined };
}

const sliceBytes = 131_072;

/**
 * Writes a file anew beside the old one, with the entries as they are, a slice at a turn of the event loop. Changes
 * meanwhile go to both files, so the new one is complete when it takes the old one's place; until then the old one holds.
 */
export class Compaction {
  private readonly path: string;
  private readonly file: AppendFile | undefined;
  private isOver = false;

  constructor(
    private readonly target: string,
    private readonly source: EntrySource,
    /** Is given the file in the old one's place, and how much of it was not written meanwhile. */
    private readonly done: (file?: AppendFile, compactSize?: number) => void,
  ) {
    this.path = `${target}.new`;
    try {
      this.file = new AppendFile(this.path, 0);
    } catch {
      // Without it the old file goes on growing, and the next try comes when it has doubled.
    }
    this.goOn(() => (this.file ? this.write(0) : this.end()));
  }

  /** A change, made while this goes on. */
  append(bytes: Buffer, isSynced: boolean): void {
    this.attempt(() => this.file?.append(bytes, isSynced));
  }

  /** Leaves everything as it was. */
  abandon(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.file?.discard();
    rmSync(this.path, { force: true });
  }

  private write(from: number): void {
    const { records, next } = this.source.slice(from, sliceBytes);
    this.attempt(() => this.file?.append(Buffer.concat(records.map(encodeRecord)), false));
    if (this.isOver) return;
    if (next !== undefined) this.goOn(() => this.write(next));
    else this.settle();
  }

  /** On the disk first, then in the old one's place: a crash at any moment leaves one of the two, whole. */
  private settle(): void {
    const compactSize = this.file?.size;
    const fd = openSync(this.path, 'r');
    fsync(fd, (error) => {
      closeSync(fd);
      if (this.isOver) return;
      this.attempt(() => {
        if (error) throw error;
        renameSync(this.path, this.target);
        syncFolder(dirname(this.target));
      });
      if (!this.isOver) this.end(this.file, compactSize);
    });
  }

  private attempt(step: () => void): void {
    if (this.isOver) return;
    try {
      step();
    } catch {
      this.abandon();
      this.done();
    }
  }

  private end(file?: AppendFile, compactSize?: number): void {
    this.isOver = true;
    this.done(file, compactSize);
  }

  private goOn(step: () => void): void {
    setImmediate(() => {
      if (!this.isOver) step();
    }).unref();
  }
}

function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
