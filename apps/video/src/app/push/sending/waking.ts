import { type PushKind } from '../providers/push-notification';

/** Somebody whose devices are to be woken by one change of a call. */
export interface Waking {
  readonly userId: string;
  readonly kind: PushKind;
  /** Her devices but this one: it is the one by which she has answered. */
  readonly exceptDevice?: string;
}
