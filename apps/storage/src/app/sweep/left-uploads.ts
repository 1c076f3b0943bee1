import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '@secureconnect/platform';
import { StoreAwayError } from '../blobs/store-away.error';
import { SettleUpload } from '../uploads/settle-upload.use-case';
import { renewMs } from '../uploads/form-leases';
import { type Upload } from '../uploads/upload';
import { longestFormMs } from '../uploads/upload-directly.use-case';
import { UploadRecord } from '../uploads/upload-record.adapter';
import { SweepItem } from './sweep-item';
import { SweepRecord } from './sweep-record.adapter';
import { SweepTally } from './sweep-tally';

/** Longer than a form may take that its instance still reads: without a lease, what is left by then was cut off. */
const formMs = longestFormMs + 600_000;
const batch = 200;

/** Uploads whose writer died, or that nobody came back for. */
@Injectable()
export class LeftUploads {
  /** To be changed where nobody lives who could say so. */
  patienceMs = 3 * renewMs;

  constructor(
    private readonly record: SweepRecord,
    private readonly uploads: UploadRecord,
    private readonly settle: SettleUpload,
    private readonly item: SweepItem,
    private readonly tally: SweepTally,
  ) {}

  /** One that is whole becomes a file though nobody came back for it; another can be gone on with. */
  async finish(signal: AbortSignal): Promise<void> {
    for (const id of await this.record.leftByWriters(batch)) {
      if (signal.aborted) return;
      const upload = await this.uploads.find(id);
      if (!upload || upload.state !== 'open') continue;
      const isDone = await this.item.try(`Upload ${id} was not settled`, () => this.settleOne(upload));
      await (isDone ? this.record.free(id) : this.record.postpone(id));
    }
  }

  /** After an outage the leases of the living are over as well, until they have said that they live. */
  async dropCut(signal: AbortSignal): Promise<void> {
    const cut = await this.record.cutForms(formMs, batch);
    if (cut.length > 0) await sleep(this.patienceMs);
    for (const id of cut) {
      if (signal.aborted) return;
      if (await this.record.dropCut(id, formMs)) this.tally.count('dropped');
    }
  }

  async dropExpired(signal: AbortSignal): Promise<void> {
    for (let found = batch; found === batch && !signal.aborted;) {
      const expired = await this.uploads.expired(batch);
      found = expired.length;
      for (const { id } of expired) if (await this.uploads.drop(id)) this.tally.count('expired');
    }
  }

  private async settleOne(upload: Upload): Promise<void> {
    try {
      await this.settle.run(upload);
      this.tally.count('settled');
    } catch (error) {
      // Nobody knows yet what it is.
      if (error instanceof StoreAwayError) throw error;
      // It is not whole, or not what was promised: what may be done with it is decided.
      if (!(error instanceof ProblemError)) throw error;
    }
  }
}
