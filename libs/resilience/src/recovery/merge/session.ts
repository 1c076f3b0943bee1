import { type MergeRule } from './merge-rule';
import { mergeValues, type StampedValue } from './stamped-value';

/** One session: what was last written of it, or null once it was revoked, which no later write undoes. */
export interface SessionState<T> {
  readonly live: StampedValue<T> | null;
  /** The latest end of any copy seen: a revocation is remembered at least as long as a copy of the session may live. */
  readonly keptUntil: number;
}

/** A session as written. */
export function liveSession<T>(written: StampedValue<T>): SessionState<T> {
  return { live: written, keptUntil: written.expiresAt };
}

/** The session, revoked; `until` is the latest moment at which a copy of it could still be alive. */
export function revokeSession<T>(state: SessionState<T> | undefined, until: number): SessionState<T> {
  return { live: null, keptUntil: Math.max(until, state?.keptUntil ?? 0) };
}

/** What the session holds at `now`, if it is neither revoked nor over. */
export function sessionAt<T>(state: SessionState<T> | undefined, now: number): T | undefined {
  if (!state?.live || state.live.expiresAt <= now) return undefined;
  return state.live.value ?? undefined;
}

/**
 * The newest write, unless either copy is revoked. Commutative, associative, idempotent; monotone: revoked in either
 * copy is revoked in the merged one, for as long as either would have lived.
 */
export function mergeSessions<T>(left: SessionState<T>, right: SessionState<T>): SessionState<T> {
  const live = left.live && right.live ? mergeValues(left.live, right.live) : null;
  return { live, keptUntil: Math.max(left.keptUntil, right.keptUntil) };
}

/** The newest session, minus revoked ones. */
export const sessionRule: MergeRule<SessionState<unknown>> = {
  name: 'session',
  laws: ['commutative', 'associative', 'idempotent', 'monotone'],
  merge: mergeSessions,
  expiresAt: (state) => state.keptUntil,
};
