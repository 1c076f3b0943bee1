import { Injectable } from '@nestjs/common';
import { Job, Jobs, type RunningJob } from '@secureconnect/jobs';
import { RedisFree } from '@secureconnect/resilience';
import { type PushDelay } from '../providers/push-provider.port';
import { OnePush } from './one-push.service';
import { orderKeyOf } from './order-key';
import { devicePushJob, type DevicePushPayload } from './push-jobs';

const [shortestMs, longestMs] = [1_000, 3_600_000];

/** Does the work of the queue of devices. */
@Injectable()
export class DevicePusher {
  constructor(
    private readonly one: OnePush,
    private readonly jobs: Jobs,
  ) {}

  @Job(devicePushJob)
  @RedisFree('push-device')
  async push(payload: DevicePushPayload, job: RunningJob): Promise<void> {
    const delay = await this.one.send(payload, job.signal);
    if (delay) await this.putOff(payload, delay, job);
  }

  /** As the provider says, and else ever later: another job, for a job's own rest is nobody's to say. */
  private async putOff(
    payload: DevicePushPayload,
    { retryAfterMs }: PushDelay,
    job: RunningJob,
  ): Promise<void> {
    const delays = payload.delays + 1;
    const own = shortestMs * 2 ** Math.min(payload.delays, 12);
    const delayMs = Math.min(Math.max(retryAfterMs ?? own, own), longestMs);
    if (Date.now() + delayMs >= payload.until) return this.one.expired(payload);
    const later = { ...payload, delays };
    await job.endIn(async (within) => {
      await this.jobs.enqueue(devicePushJob, later, { within, delayMs, orderKey: orderKeyOf(later) });
    });
  }
}
