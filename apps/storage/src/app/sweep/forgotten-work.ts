import { Injectable } from '@nestjs/common';
import { Aftercare } from '../scanning/aftercare.service';
import { SweepRecord } from './sweep-record.adapter';
import { SweepTally } from './sweep-tally';

/** The job for a file is asked for as soon as it is there, unless the asker dies. */
const lateMs = 60_000;
const batch = 200;

/** Files that wait for a job which nobody has asked for, or which died. */
@Injectable()
export class ForgottenWork {
  constructor(
    private readonly record: SweepRecord,
    private readonly aftercare: Aftercare,
    private readonly tally: SweepTally,
  ) {}

  async ask(signal: AbortSignal): Promise<void> {
    for (const fileId of await this.record.unscanned(lateMs, batch)) {
      if (signal.aborted) return;
      await this.aftercare.ask(fileId, 'scan');
      this.tally.count('asked');
    }
    for (const fileId of await this.record.undrawn(lateMs, batch)) {
      if (signal.aborted) return;
      await this.aftercare.ask(fileId, 'thumbnails');
      await this.record.askedToDraw(fileId);
      this.tally.count('asked');
    }
  }
}
