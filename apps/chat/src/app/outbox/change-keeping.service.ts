import { Injectable } from '@nestjs/common';
import { defineTending, Job } from '@secureconnect/jobs';
import { inBatches, InjectSettings } from '@secureconnect/platform';
import { type SyncValues } from '../sync/sync.settings';
import { ChatOutboxRecord } from './chat-outbox-record.adapter';

/** Forgets changes that nobody may ask for any longer, in all instances together. */
export const forgetOldChanges = defineTending('forget-old-changes', 600_000);

const bounds = { atMost: 1_000, mostMs: 60_000 };

/** Its handler. */
@Injectable()
export class ChangeKeeping {
  constructor(
    private readonly record: ChatOutboxRecord,
    @InjectSettings() private readonly settings: SyncValues,
  ) {}

  @Job(forgetOldChanges)
  async run(): Promise<void> {
    await this.forget();
  }

  /** Gives how many changes it has forgotten. */
  forget(): Promise<number> {
    return inBatches((atMost) => this.record.forget(this.settings.SYNC_KEPT_DAYS, atMost), bounds);
  }
}
