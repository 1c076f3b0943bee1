import { Injectable, Logger } from '@nestjs/common';
import { BlobStores } from '../blobs/blob-stores';
import { type HeldBlob, LostBlobRecord } from './lost-blob-record.adapter';
import { SweepItem } from './sweep-item';
import { SweepTally } from './sweep-tally';

/** So many files are held against their stores by each sweep. */
const batch = 500;
/** Then all of them are looked at again. */
const roundMs = 3_600_000;

/** Files whose bytes are not there, which no crash of ours leaves behind: a disk, a folder or a bucket did. */
@Injectable()
export class LostBlobs {
  private readonly logger = new Logger('LostBlobs');

  constructor(
    private readonly record: LostBlobRecord,
    private readonly stores: BlobStores,
    private readonly item: SweepItem,
    private readonly tally: SweepTally,
  ) {}

  async look(signal: AbortSignal): Promise<void> {
    for (const blob of await this.record.lost(batch)) {
      if (signal.aborted) return;
      await this.item.try(`File ${blob.fileId} was not looked at`, () => this.again(blob));
    }
    const page = await this.record.next(batch, roundMs);
    for (const blob of page) {
      if (signal.aborted) return;
      await this.item.try(`File ${blob.fileId} was not looked at`, () => this.first(blob));
    }
    for (const blob of await this.record.thumbnails(page.map(({ fileId }) => fileId))) {
      if (signal.aborted) return;
      await this.item.try(`A thumbnail of ${blob.fileId} was not looked at`, () => this.small(blob));
    }
  }

  /** What was drawn can be drawn again. */
  private async small(blob: HeldBlob): Promise<void> {
    if ((await this.isThere(blob)) || !(await this.record.redraw(blob))) return;
    this.tally.count('redrawn');
    this.logger.warn(`A thumbnail of file ${blob.fileId} is not in store ${blob.store}; it is drawn again.`);
  }

  private async first(blob: HeldBlob): Promise<void> {
    if ((await this.isThere(blob)) || !(await this.record.lose(blob))) return;
    this.tally.count('lost');
    this.logger.error(
      `The bytes of file ${blob.fileId} are not in store ${blob.store}, key ${blob.blobKey}.`,
    );
  }

  /** A disk may have been away. */
  private async again(blob: HeldBlob): Promise<void> {
    if (!(await this.isThere(blob))) return;
    await this.record.find(blob.fileId);
    this.tally.count('found');
    this.logger.log(`The bytes of file ${blob.fileId} are there again.`);
  }

  private async isThere({ store, blobKey, size }: HeldBlob): Promise<boolean> {
    return (await this.stores.of(store).length(blobKey)) === size;
  }
}
