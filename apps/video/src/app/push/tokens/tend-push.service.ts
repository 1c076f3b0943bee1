import { Injectable } from '@nestjs/common';
import { defineJob, Job } from '@secureconnect/jobs';
import { InjectSettings } from '@secureconnect/platform';
import { PushTokenStore } from '@secureconnect/push-token-store';
import { Fallback } from '@secureconnect/resilience';
import { PushRecord } from '../sending/push-record.adapter';
import { type PushValues } from '../settings/push.settings';

/** There is nothing to say. */
class Nothing {}

/** Forgets devices that nobody registers any more, and calls that are long over; in all instances together. */
export const tendPushJob = defineJob({
  name: 'tend-push',
  payload: Nothing,
  attempts: 3,
  concurrency: 1,
  repeat: { everyMs: 600_000 },
});

const dayMs = 86_400_000;

/** Tends what push keeps. */
@Injectable()
export class TendPush {
  constructor(
    private readonly tokens: PushTokenStore,
    private readonly record: PushRecord,
    @InjectSettings() private readonly values: PushValues,
  ) {}

  @Job(tendPushJob)
  @Fallback('tend-push', 'cache', { tiers: ['redis', 'postgres'], deadlineMs: 30_000 })
  async tend(): Promise<void> {
    await this.tokens.cleanUp(this.values.PUSH_TOKEN_DAYS * dayMs);
    await this.record.cleanUp();
  }
}
