import { Injectable } from '@nestjs/common';
import { type PushToken, PushTokenStore } from '@secureconnect/push-token-store';
import { Fallback } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { type PushNotification } from '../providers/push-notification';
import { type PushDelay, type PushOutcome, type PushSending } from '../providers/push-provider.port';
import { PushProviders } from '../providers/push-providers';
import { type DevicePushPayload } from './push-jobs';
import { PushRecord } from './push-record.adapter';
import { PushTally } from './push-tally';
import { topicOf } from './topic-of';

/** Sends one push to one device, if that is still to be sent, by what wakes the device at this moment. */
@Injectable()
export class OnePush {
  constructor(
    private readonly tokens: PushTokenStore,
    private readonly revocations: RevocationStore,
    private readonly providers: PushProviders,
    private readonly record: PushRecord,
    private readonly tally: PushTally,
  ) {}

  /** Gives how long it was put off; rejects where it is to be tried again. */
  @Fallback('send-push', ['revocations', 'cache'], { tiers: ['redis', 'postgres'], deadlineMs: 15_000 })
  async send(payload: DevicePushPayload, signal: AbortSignal): Promise<PushDelay | undefined> {
    const { callId, userId, version, kind, deviceId, until } = payload;
    if (Date.now() >= until) return void this.expired(payload);
    if (!(await this.record.isNewest(callId, userId, version)))
      return void this.tally.count('none', kind, 'overtaken');
    const token = await this.tokens.take(userId, deviceId);
    if (!token || (await this.isSignedOut(token))) return void this.tally.count('none', kind, 'gone');
    return this.deliver(payload, token, signal);
  }

  /** There is no time left for it. */
  expired({ kind }: DevicePushPayload): void {
    this.tally.count('none', kind, 'expired');
  }

  private async deliver(
    payload: DevicePushPayload,
    token: PushToken,
    signal: AbortSignal,
  ): Promise<PushDelay | undefined> {
    const { target, provider: name } = token;
    const provider = this.providers.of(name);
    if (!provider || !target) return void this.tally.count(name, payload.kind, 'unusable');
    const sending = provider.send(target, notificationOf(payload), sendingOf(payload, signal));
    const outcome = await sending.catch((error: unknown) => {
      this.tally.count(name, payload.kind, 'failed');
      throw error;
    });
    return this.settle(payload, token, outcome);
  }

  private async settle(
    { kind }: DevicePushPayload,
    token: PushToken,
    outcome: PushOutcome,
  ): Promise<PushDelay | undefined> {
    const isDelay = typeof outcome === 'object';
    this.tally.count(token.provider, kind, isDelay ? 'delayed' : outcome);
    if (isDelay) return outcome;
    if (outcome === 'rejected') await this.tokens.dropRejected(token);
    if (outcome === 'refused') this.tally.refused(token.provider);
    return undefined;
  }

  /** A session that ended has its own revocation; one that stays may have begun with a token that counts no more. */
  private isSignedOut({ userId, sessionId, issuedAtMs, version }: PushToken): Promise<boolean> {
    return this.revocations.isRevoked({
      ...{ id: `push ${version}`, userId, sessionId: sessionId ?? undefined },
      issuedAtMs: sessionId === null ? issuedAtMs : Number.MAX_SAFE_INTEGER,
    });
  }
}

const notificationOf = (payload: DevicePushPayload): PushNotification => ({
  ...{ kind: payload.kind, callId: payload.callId, conversationId: payload.conversationId },
  ...{ callerId: payload.callerId, callType: payload.callType, expiresAt: new Date(payload.expiresAt) },
});

const sendingOf = ({ kind, callId, until }: DevicePushPayload, signal: AbortSignal): PushSending => ({
  ttlSeconds: Math.max(1, Math.ceil((until - Date.now()) / 1_000)),
  urgency: kind === 'call.missed' ? 'normal' : 'high',
  topic: topicOf(callId),
  signal,
});
