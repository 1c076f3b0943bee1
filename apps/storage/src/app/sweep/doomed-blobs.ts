import { Injectable } from '@nestjs/common';
import { BlobStores } from '../blobs/blob-stores';
import { SweepItem } from './sweep-item';
import { SweepRecord } from './sweep-record.adapter';
import { SweepTally } from './sweep-tally';

/** Nobody who is just reading it is cut off, and a slow store is not asked in vain. */
const doomedForMs = 600_000;
const batch = 200;

/** Bytes that nobody may have any more. */
@Injectable()
export class DoomedBlobs {
  constructor(
    private readonly record: SweepRecord,
    private readonly stores: BlobStores,
    private readonly item: SweepItem,
    private readonly tally: SweepTally,
  ) {}

  /** The row goes after the bytes: a crash between them removes bytes that are not there. */
  async remove(signal: AbortSignal): Promise<void> {
    for (let found = batch; found === batch && !signal.aborted;) {
      const doomed = await this.record.doomed(doomedForMs, batch);
      found = doomed.length;
      const [gone, kept]: [string[], string[]] = [[], []];
      for (const { blobKey, store } of doomed) {
        const isGone = await this.item.try(`A blob was not removed from ${store}`, () =>
          this.stores.of(store).remove(blobKey),
        );
        if (isGone) this.tally.count('removed');
        (isGone ? gone : kept).push(blobKey);
      }
      await this.record.gone(gone, doomedForMs);
      // Behind all others, so that a store that lets go of nothing does not keep another's from being removed.
      await this.record.doomLater(kept);
    }
  }
}
