import { type CallType } from '@secureconnect/contracts';
import { defineJob } from '@secureconnect/jobs';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { type PushKind, pushKinds } from '../providers/push-notification';

/** Somebody is to be woken; times are ms since 1970. */
export class WakingPayload {
  @IsUUID()
  userId: string;

  @IsIn(pushKinds)
  kind: PushKind;

  @IsUUID()
  callId: string;

  @IsUUID()
  conversationId: string;

  @IsUUID()
  callerId: string;

  @IsIn(['audio', 'video'])
  callType: CallType;

  /** Of the call, when it changed so. */
  @IsInt()
  version: number;

  /** Until when it rings. */
  @IsInt()
  expiresAt: number;

  /** Given up then. */
  @IsInt()
  until: number;

  @IsOptional()
  @IsString()
  @MaxLength(255)
  exceptDevice?: string;
}

/** The same for one device of hers. */
export class DevicePushPayload extends WakingPayload {
  @IsString()
  @MaxLength(128)
  deviceId: string;

  /** How often its provider has put it off. */
  @IsInt()
  @Min(0)
  delays: number;
}

/** Finds the devices of somebody who is to be woken. */
export const wakeJob = defineJob<WakingPayload>({
  name: 'push',
  payload: WakingPayload,
  attempts: 12,
  backoff: { firstMs: 300, factor: 2, mostMs: 5_000 },
  deadlineMs: 10_000,
  concurrency: 10,
});

/** Sends to one device; so what has reached one is not sent to it again for the sake of another. */
export const devicePushJob = defineJob<DevicePushPayload>({
  name: 'push-device',
  payload: DevicePushPayload,
  attempts: 12,
  backoff: { firstMs: 500, factor: 2, mostMs: 10_000 },
  deadlineMs: 15_000,
  concurrency: 20,
});
