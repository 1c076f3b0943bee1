import { Injectable } from '@nestjs/common';
import { Jobs } from '@secureconnect/jobs';
import { type EntityManager } from 'typeorm';
import { type CallChange } from '../../calls/call-change';
import { type Call } from '../../machine/call';
import { CallPushes } from '../call-pushes.port';
import { type PushKind } from '../providers/push-notification';
import { wakeJob, type WakingPayload } from './push-jobs';
import { PushRecord } from './push-record.adapter';
import { type Waking } from './waking';
import { wakingsOf } from './wakings-of';

/** A missed call is worth knowing of a day later. */
const missedMs = 86_400_000;
/** What rings by mistake, for the end was late, stops for so long after. */
const overMs = 60_000;
/** Who is called is waited for by somebody. */
const [ringFirst, soon] = [-10, 0];

/** Pushes by way of jobs, which are part of the transaction of the change. */
@Injectable()
export class QueuedCallPushes extends CallPushes {
  constructor(
    private readonly jobs: Jobs,
    private readonly record: PushRecord,
  ) {
    super();
  }

  async enqueue(change: CallChange, manager: EntityManager): Promise<void> {
    const wakings = wakingsOf(change);
    if (wakings.length === 0) return;
    const { id, version } = change.call;
    const people = wakings.map(({ userId }) => userId);
    await this.record.note(id, people, version, manager);
    for (const waking of wakings) {
      await this.jobs.enqueue(wakeJob, payloadOf(change.call, waking), {
        within: manager,
        idempotencyKey: `push:${id}:${version}:${waking.userId}`,
        priority: waking.kind === 'call.incoming' ? ringFirst : soon,
      });
    }
  }
}

const payloadOf = (call: Call, { userId, kind, exceptDevice }: Waking): WakingPayload => ({
  ...{ userId, kind, callId: call.id, conversationId: call.conversationId, callerId: call.callerId },
  ...{ callType: call.type, version: call.version },
  expiresAt: Math.floor(call.ringUntil),
  until: untilOf(kind, call),
  ...(exceptDevice !== undefined && { exceptDevice }),
});

function untilOf(kind: PushKind, { ringUntil }: Call): number {
  const ends = Math.floor(ringUntil);
  if (kind === 'call.incoming') return ends;
  return ends + (kind === 'call.missed' ? missedMs : overMs);
}
