import { type MediaState } from '@secureconnect/contracts';
import { type Pair, type Signal } from './signal';

/** A leg is here, and this is what it has of each sender; without `have`: what nobody has passed on is wanted. */
export interface LegNotice {
  readonly kind: 'leg';
  readonly callId: string;
  readonly userId: string;
  readonly leg: number;
  readonly have?: Readonly<Record<string, string>>;
}

/** Signals for one leg, in their order. */
export interface SignalsNotice extends Pair {
  readonly kind: 'signals';
  /** The leg of who they are for; whoever holds another one knows that it is none of hers. */
  readonly leg: number;
  readonly signals: readonly Signal[];
  /** These are all there are up to this id: what is missing before them is lost for good. */
  readonly upTo?: string;
}

/** What nodes say to each other of signals. */
export type SignalNotice =
  | LegNotice
  | SignalsNotice
  /** Whoever holds her leg should say so; of everybody, where nobody is named. */
  | { readonly kind: 'ask'; readonly callId?: string; readonly userId?: string }
  /** Sockets were told these, and what came before them. */
  | { readonly kind: 'passed'; readonly passed: readonly (Pair & { readonly id: string })[] }
  | { readonly kind: 'media'; readonly callId: string; readonly userId: string; readonly media: MediaState };
