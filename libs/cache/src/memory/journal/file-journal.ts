import { type CacheClock } from '../keyspace/cache-clock.port';
import { CacheJournalError } from '../errors/cache-journal.error';
import { AppendFile } from './append-file';
import { Compaction, type EntrySource } from './compaction';
import { Journal } from './journal';
import { encodeRecord, type JournalRecord, type Moment } from './journal-record';

const syncEveryMs = 1_000;
const leastToCompact = 65_536;

/** How a journal is written. */
export interface FileJournalOptions {
  readonly prefix: string;
  readonly sync: 'always' | 'everySecond' | 'never';
  readonly clock: CacheClock;
  /** Lets others have the file. */
  readonly release: () => void;
}

/** Infinity has no place in JSON. */
const moment = (expiresAt: number): Moment => (expiresAt === Infinity ? null : expiresAt);

/** Appends every change to a file before it is made, and writes the file anew when most of it is history. */
export class FileJournal extends Journal {
  private compaction: Compaction | undefined;
  private file: AppendFile;
  private syncTimer: unknown;
  /** What the disk did not take, until the next write is told of it. */
  private untold: Error | undefined;
  /** Something in the file may not be on the disk and never get there: the system says so once. */
  private isInDoubt = false;
  /** Its size when it held nothing but what is. */
  private compactSize: number;

  constructor(
    private readonly path: string,
    size: number,
    private readonly source: EntrySource,
    private readonly options: FileJournalOptions,
  ) {
    super();
    this.file = new AppendFile(path, size);
    this.compactSize = leastToCompact;
    this.compactWhenWorthIt();
  }

  override takes(key: string): boolean {
    return key.startsWith(this.options.prefix);
  }

  override texts(pairs: readonly (readonly [string, string])[], expiresAt: number): void {
    this.append(['texts', pairs, moment(expiresAt)]);
  }

  override fields(key: string, pairs: readonly string[], expiresAt: number, isNew: boolean): void {
    this.append(isNew ? ['hash', key, pairs, moment(expiresAt)] : ['fields', key, pairs]);
  }

  override fieldsGone(key: string, fields: readonly string[]): void {
    this.append(['fieldsGone', key, fields]);
  }

  override expiry(key: string, expiresAt: number): void {
    this.append(['expiry', key, moment(expiresAt)]);
  }

  override gone(key: string): void {
    this.append(['gone', key]);
  }

  override cleared(): void {
    this.append(['cleared']);
    // Which entries it has written yet is no longer known to it.
    this.endCompaction();
  }

  override close(): void {
    this.endCompaction();
    this.options.clock.clearTimeout(this.syncTimer);
    try {
      this.file.close();
      if (this.isInDoubt) throw this.untold ?? new Error('the disk did not take all of it');
    } catch (error) {
      throw new CacheJournalError(this.path, error);
    } finally {
      this.options.release();
    }
  }

  private append(record: JournalRecord): void {
    const bytes = encodeRecord(record);
    const isSynced = this.options.sync === 'always';
    try {
      this.tell();
      this.file.append(bytes, isSynced);
    } catch (error) {
      throw new CacheJournalError(this.path, error);
    }
    this.compaction?.append(bytes, isSynced);
    this.syncSoon();
    this.compactWhenWorthIt();
  }

  private tell(): void {
    const error = this.untold;
    this.untold = undefined;
    if (error) throw error;
  }

  private syncSoon(): void {
    if (this.options.sync !== 'everySecond' || this.syncTimer !== undefined) return;
    const timer = this.options.clock.setTimeout(() => {
      this.syncTimer = undefined;
      if (this.isInDoubt) this.compact();
      else this.file.sync((error) => this.doubt(error));
    }, syncEveryMs);
    timer.unref();
    this.syncTimer = timer;
  }

  /** All that is held is written to a file of which nothing is lost yet. */
  private doubt(error: Error): void {
    this.untold = error;
    this.isInDoubt = true;
    this.compact();
  }

  private compactWhenWorthIt(): void {
    if (this.file.size >= this.compactSize * 2) this.compact();
  }

  private compact(): void {
    this.compaction ??= new Compaction(this.path, this.source, (file, compactSize) => {
      this.compaction = undefined;
      if (file) {
        this.file.discard();
        this.isInDoubt = false;
      }
      this.file = file ?? this.file;
      // After a failure not again before it has doubled once more.
      this.compactSize = Math.max(leastToCompact, compactSize ?? this.file.size);
      this.syncSoon();
      // What came while the disk took its time is history too, and perhaps nothing comes after it.
      this.compactWhenWorthIt();
    });
  }

  private endCompaction(): void {
    this.compaction?.abandon();
    this.compaction = undefined;
  }
}
