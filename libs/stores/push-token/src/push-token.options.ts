import { type SealingKeys } from '@secureconnect/platform';

/** What push tokens are kept with. */
export interface PushTokenOptions {
  /** The first seals; each of them opens. */
  readonly keys: SealingKeys;
  /** Whoever registers one more loses the one registered longest ago. */
  readonly mostPerUser: number;
}

/** What holds unless a service says otherwise. */
export const defaultPushTokenOptions: Omit<PushTokenOptions, 'keys'> = { mostPerUser: 20 };

/** The token of the options. */
export const PUSH_TOKENS = Symbol('push-token-store:options');
