/** How an attempt came out, before it is decided what becomes of its job. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  /** Ended by itself, in the transaction of its work. */
  | { readonly kind: 'ended' }
  /** Ended by itself, and failed afterwards: its effect and its end stand. */
  | { readonly kind: 'failed_after_end'; readonly error: unknown }
  /** Threw, or rejected. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Went on beyond its deadline. */
  | { readonly kind: 'late'; readonly error: unknown }
  /** The payload is not one of the queue; the handler was not called. */
  | { readonly kind: 'invalid'; readonly error: unknown }
  /** Every attempt there was took its worker with it; the handler was not called again. */
  | { readonly kind: 'exhausted'; readonly error: unknown }
  /** The process goes; `begun` says whether the handler was called. */
  | { readonly kind: 'stopped'; readonly begun: boolean };

export type OutcomeKind = Outcome['kind'];
