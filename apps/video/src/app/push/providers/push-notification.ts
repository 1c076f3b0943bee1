import { type CallType } from '@secureconnect/contracts';

/** Why a device is woken: to ring, or to stop ringing. */
export const pushKinds = [
  'call.incoming',
  'call.missed',
  'call.cancelled',
  'call.answered_elsewhere',
] as const;

/** One of them. */
export type PushKind = (typeof pushKinds)[number];

/** What a device is told; nothing in it is secret, for its provider may read it. */
export interface PushNotification {
  readonly kind: PushKind;
  readonly callId: string;
  readonly conversationId: string;
  readonly callerId: string;
  readonly callType: CallType;
  /** Until when it rings. */
  readonly expiresAt: Date;
}

/** The same as a device gets it: texts alone, for FCM carries nothing else. */
export const dataOf = (told: PushNotification): Readonly<Record<string, string>> => ({
  kind: told.kind,
  call_id: told.callId,
  conversation_id: told.conversationId,
  caller_id: told.callerId,
  call_type: told.callType,
  expires_at: told.expiresAt.toISOString(),
});
