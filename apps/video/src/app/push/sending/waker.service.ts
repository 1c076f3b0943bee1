import { Injectable } from '@nestjs/common';
import { Job, Jobs, type RunningJob } from '@secureconnect/jobs';
import { PushTokenStore } from '@secureconnect/push-token-store';
import { RedisFree } from '@secureconnect/resilience';
import { deviceOf } from '@secureconnect/identity';
import { devicePushJob, wakeJob, type WakingPayload } from './push-jobs';
import { orderKeyOf } from './order-key';
import { PushTally } from './push-tally';

/** Finds the devices of whoever is to be woken, and has each of them sent to: all of them, or none yet. */
@Injectable()
export class Waker {
  constructor(
    private readonly tokens: PushTokenStore,
    private readonly jobs: Jobs,
    private readonly tally: PushTally,
  ) {}

  @Job(wakeJob)
  @RedisFree('push')
  async wake(payload: WakingPayload, job: RunningJob): Promise<void> {
    const { userId, kind, until, exceptDevice } = payload;
    if (Date.now() >= until) return this.tally.skipped(kind);
    const devices = (await this.tokens.reachable(userId)).filter(
      ({ sessionId }) =>
        exceptDevice === undefined || deviceOf({ sessionId: sessionId ?? undefined }) !== exceptDevice,
    );
    this.tally.found();
    if (devices.length === 0) return;
    await job.endIn(async (within) => {
      for (const { deviceId } of devices) {
        const push = { ...payload, deviceId, delays: 0 };
        await this.jobs.enqueue(devicePushJob, push, { within, orderKey: orderKeyOf(push) });
      }
    });
  }
}
