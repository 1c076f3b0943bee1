import { Injectable, Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { BlobStores } from '../blobs/blob-stores';
import { StoreAwayError } from '../blobs/store-away.error';
import { Digesting } from '../uploads/digesting';
import { BlobDiffersError } from './blob-differs.error';
import { MoveBusyError } from './move-busy.error';
import { type BlobTotals, type MovableBlob, MovingRecord } from './moving-record.adapter';
import { Pace } from './pace';

/** How a move is done. */
export interface MoveCommand {
  readonly to: string;
  /** So many blobs at once. */
  readonly concurrency: number;
  /** All of them together. */
  readonly bytesPerSecond: number;
  readonly onProgress?: (progress: MoveProgress) => void;
}

/** How far it came. */
export interface MoveProgress {
  readonly total: BlobTotals;
  readonly done: BlobTotals;
}

/** What it came to. */
export interface MoveOutcome extends MoveProgress {
  /** Blobs that stayed where they were, because their bytes are not what they should be. */
  readonly failed: number;
  readonly left: { readonly uploads: number; readonly doomed: number };
}

const batch = 100;

/**
 * Brings all blobs to one store while they are used: each is copied, read back and held to its checksum, and only then
 * found in its new place. Killed at any point, it is gone on with where it was.
 */
@Injectable()
export class MoveBlobs {
  private readonly logger = new Logger('MoveBlobs');

  constructor(
    private readonly record: MovingRecord,
    private readonly stores: BlobStores,
  ) {}

  async run(command: MoveCommand): Promise<MoveOutcome> {
    const outcome = await this.record.alone(() => this.moveAll(command));
    if (!outcome) throw new MoveBusyError();
    return outcome;
  }

  private async moveAll({ to, concurrency, bytesPerSecond, onProgress }: MoveCommand): Promise<MoveOutcome> {
    await this.record.forget(to);
    const total = await this.record.totals(to);
    const pace = new Pace(bytesPerSecond);
    const blobs = this.elsewhere(to);
    const done = { blobs: 0, bytes: 0 };
    let failed = 0;
    const work = async (): Promise<void> => {
      for (let next = await blobs.next(); !next.done; next = await blobs.next()) {
        if (!(await this.move(next.value, to, pace))) failed += 1;
        done.blobs += 1;
        done.bytes += next.value.size;
        onProgress?.({ total, done });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return { total, done, failed, left: await this.record.left(to) };
  }

  private async *elsewhere(to: string): AsyncGenerator<MovableBlob, undefined> {
    for (let after = ''; ;) {
      const found = await this.record.next(to, after, batch);
      yield* found;
      const last = found.at(-1);
      if (last === undefined) return;
      after = last.key;
    }
  }

  /** False: it stays where it is. A store or a database that is away ends the whole move. */
  private async move(blob: MovableBlob, to: string, pace: Pace): Promise<boolean> {
    try {
      const key = await this.record.begin(blob.key, to);
      await this.copy(blob, to, key, pace);
      await this.verify(blob, to, key);
      await this.record.switch(blob.key);
      return true;
    } catch (error) {
      if (error instanceof StoreAwayError || classifyDatabaseError(error) !== undefined) throw error;
      await this.record.forget(to, blob.key);
      this.logger.error(
        `Blob ${blob.key} was not moved: ${error instanceof Error ? error.message : String(error)}`,
      );
      return false;
    }
  }

  private async copy(
    { key, store, size }: MovableBlob,
    to: string,
    newKey: string,
    pace: Pace,
  ): Promise<void> {
    const [source, target] = [this.stores.of(store), this.stores.of(to)];
    // Whoever finished it may have died before all was tidied.
    if (await target.isFinished(newKey)) return void (await target.finish(newKey));
    const there = await target.length(newKey);
    if (there < size || size === 0) {
      const range = there > 0 ? { first: there, last: size - 1 } : undefined;
      await target.append(newKey, there, pace.through(await source.read(key, range)));
    }
    await target.finish(newKey);
  }

  /** What is read is what was written there, not what went by: a resumed copy is held to the same. */
  private async verify({ key, size, sha256 }: MovableBlob, to: string, newKey: string): Promise<void> {
    const found = await Digesting.of(await this.stores.of(to).read(newKey));
    const isSame = found.length === size && (sha256 === null || found.sha256.equals(sha256));
    if (!isSame) throw new BlobDiffersError(key);
  }
}
