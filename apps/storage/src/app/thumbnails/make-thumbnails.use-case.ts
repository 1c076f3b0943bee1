import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { newId } from '@secureconnect/platform';
import { BlobStores } from '../blobs/blob-stores';
import { FileRecord } from '../files/file-record.adapter';
import { type StoredFile } from '../files/stored-file';
import { PictureCrashedError } from './picture-crashed.error';
import { usualPictureLimits } from './picture-limits';
import { type Drawn, drawPicture } from './picture-process';
import { type ThumbnailKeys, ThumbnailRecord } from './thumbnail-record.adapter';
import { ThumbnailTally } from './thumbnail-tally';
import { thumbnailType, thumbnailWidths } from './thumbnail-widths.constants';

/** Makes the thumbnails of a file that are waited for, once, however often it is asked to; or finds that there are none. */
@Injectable()
export class MakeThumbnails {
  private readonly logger = new Logger('Thumbnails');
  /** To be changed where it is tried what they hold. */
  limits = usualPictureLimits;

  constructor(
    private readonly record: ThumbnailRecord,
    private readonly files: FileRecord,
    private readonly stores: BlobStores,
    private readonly tally: ThumbnailTally,
  ) {}

  /** `isLast`: a picture that crashes what draws it, is given up. */
  async run(fileId: string, signal: AbortSignal, isLast = false): Promise<void> {
    const file = await this.files.find(fileId);
    if (!file || !(await this.record.isAwaited(fileId))) return;
    try {
      const drawn = file.size > this.limits.bytes ? { refusal: 'too large' } : await this.draw(file, signal);
      if ('refusal' in drawn) await this.giveUp(file, 'none', drawn.refusal);
      else await this.keep(file, drawn.images);
    } catch (error) {
      if (!(error instanceof PictureCrashedError) || signal.aborted) return this.failed(error);
      this.tally.count('crashed');
      if (!isLast) throw error;
      await this.giveUp(file, 'failed', error.message);
    }
  }

  private async draw(file: StoredFile, signal: AbortSignal): Promise<Drawn> {
    const began = performance.now();
    const picture = await this.stores.of(file.store).read(file.blobKey);
    try {
      return await drawPicture(picture, file.size, thumbnailWidths, { ...this.limits, signal });
    } finally {
      picture.destroy();
      this.tally.onDrawn((performance.now() - began) / 1_000);
    }
  }

  /** The keys stand in a row before there is a byte under them. */
  private async keep({ id }: StoredFile, images: readonly Buffer[]): Promise<void> {
    const store = this.stores.first;
    const written: ThumbnailKeys = { keys: images.map(() => newId()), store: store.name };
    if (!(await this.record.begin(id, written))) return this.tally.count('late');
    for (const [at, key] of written.keys.entries()) {
      await store.append(key, 0, Readable.from([images[at]]));
      await store.finish(key);
    }
    const sizes = images.map(({ length }) => length);
    const isKept = await this.record.keep(id, written, thumbnailWidths, sizes, thumbnailType);
    this.tally.count(isKept ? 'made' : 'late');
  }

  private async giveUp({ id, type }: StoredFile, outcome: 'none' | 'failed', why: string): Promise<void> {
    if (!(await this.record.leave(id))) return;
    this.tally.count(outcome);
    if (outcome === 'failed') this.logger.warn(`File ${id} (${type}) has no thumbnails: ${why}`);
  }

  private failed(error: unknown): never {
    this.tally.count('failed');
    throw error;
  }
}
