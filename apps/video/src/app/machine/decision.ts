import { type CallLastingEvents, type ErrorCode } from '@secureconnect/contracts';
import { type Call } from './call';

/** One event of a socket that a change means, and whose sockets hear it. */
export interface Told {
  readonly event: keyof CallLastingEvents;
  readonly to: readonly string[];
  /** The participant it is about. */
  readonly about?: string;
  /** Her devices but this one. */
  readonly exceptDevice?: string;
}

/** What the machine says to an event. */
export type Decision =
  /** The call as it is now, one version on, and what is told of it. */
  | { readonly kind: 'changed'; readonly call: Call; readonly told: readonly Told[] }
  /** It was so already: whoever asked is answered as if she had done it. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ErrorCode };
