/** What may be said about presence. */
export interface PresenceOptions {
  /** For so long it is remembered when somebody was last seen. */
  readonly rememberMs: number;
  /** So many users of this instance are held in its memory, those it heard of last. */
  readonly maxUsers: number;
}

/** What holds unless a service says otherwise. */
export const defaultPresenceOptions: PresenceOptions = { rememberMs: 30 * 86_400_000, maxUsers: 10_000 };

/** The token of the options. */
export const PRESENCE = Symbol('presence-store:options');
