import { type MediaState } from '@secureconnect/contracts';

/** What may happen to a call; time comes with it, for the machine has no clock. */
export type CallEvent = { readonly at: number } &
  /** A device of hers rings. */
  (
    | { readonly kind: 'rang'; readonly userId: string }
    /** She answers, was called or not: by `accept`, by calling back, by joining. */
    | { readonly kind: 'accept'; readonly userId: string; readonly device: string }
    | { readonly kind: 'join'; readonly userId: string; readonly device: string }
    | { readonly kind: 'decline'; readonly userId: string }
    | { readonly kind: 'cancel'; readonly userId: string }
    | { readonly kind: 'leave'; readonly userId: string }
    /** She ends it for all; `mayRule`: as owner or admin of the conversation. */
    | { readonly kind: 'end'; readonly userId: string; readonly mayRule: boolean }
    | { readonly kind: 'kick'; readonly userId: string; readonly mayRule: boolean; readonly target: string }
    /**
     * A socket of the device by which she is in it is there: her next leg begins. `insteadOf`: it did not ask for that,
     * and takes the place of no later leg than this, unless that is lost.
     */
    | {
        readonly kind: 'attach';
        readonly userId: string;
        readonly device: string;
        readonly insteadOf?: number;
      }
    /** The socket of that leg is gone; of an earlier leg it means nothing. */
    | { readonly kind: 'lost'; readonly userId: string; readonly leg: number }
    | { readonly kind: 'media'; readonly userId: string; readonly media: Partial<MediaState> }
    /** She is not in the conversation any more. */
    | { readonly kind: 'removed'; readonly userId: string }
    /** Some of its deadlines are over. */
    | { readonly kind: 'deadline' }
  );

type ByKind = { readonly [Each in CallEvent as Each['kind']]: Each };

/** Of one kind. */
export type CallEventOf<Kind extends CallEvent['kind']> = ByKind[Kind];
