import { type PushTarget } from '@secureconnect/push-token-store';
import { type PushNotification } from './push-notification';

/** How a notification is sent. */
export interface PushSending {
  /** For so long the provider may wait for the device. */
  readonly ttlSeconds: number;
  readonly urgency: 'normal' | 'high';
  /** A later notification with the same one takes the place of this one. At most 32 letters, digits, - and _. */
  readonly topic: string;
  readonly signal: AbortSignal;
}

/** It may be sent later: not before then, where the provider says when. */
export interface PushDelay {
  readonly retryAfterMs: number | undefined;
}

/** `rejected`: the provider knows the token no more; `refused`: it does not want this from us, and will not later. */
export type PushOutcome = 'sent' | 'rejected' | 'refused' | PushDelay;

/** Wakes devices by one provider. */
export abstract class PushProvider {
  /** Rejects where the provider could not be asked, or has not answered in time. */
  abstract send(
    target: PushTarget,
    notification: PushNotification,
    sending: PushSending,
  ): Promise<PushOutcome>;

  abstract close(): Promise<void>;
}
