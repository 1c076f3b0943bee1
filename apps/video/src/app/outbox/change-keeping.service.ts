import { Injectable } from '@nestjs/common';
import { defineTending, Job } from '@secureconnect/jobs';
import { inBatches } from '@secureconnect/platform';
import { CallOutboxRecord } from './call-outbox-record.adapter';

/** Forgets what happened in calls that have been over for long, in all instances together. */
export const forgetOldCallChanges = defineTending('forget-old-call-changes', 600_000);

const bounds = { atMost: 1_000, mostMs: 60_000 };
/** Long after the last who could ask what happened in a call. */
const keptHours = 24;

/** Its handler. */
@Injectable()
export class ChangeKeeping {
  constructor(private readonly record: CallOutboxRecord) {}

  @Job(forgetOldCallChanges)
  async run(): Promise<void> {
    await this.forget();
  }

  /** Gives how many changes it has forgotten. */
  forget(): Promise<number> {
    return inBatches((atMost) => this.record.forget(keptHours, atMost), bounds);
  }
}
