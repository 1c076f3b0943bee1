import { type MergeRule } from '@secureconnect/resilience';

/** A copy of a session that has not ended, as Redis and memory hold it. */
export interface HeldCopy {
  /** Of the row it was made of: each change of the row, but for its use, makes the next. */
  readonly version: number;
  /** When what is sealed was last changed by its use alone, and what that is. */
  readonly sealedAt: number;
  readonly sealed: string;
  readonly seenAt: number;
  readonly activeUntil: number;
}

/** A session as Redis and memory hold it: a copy, or null once it has ended, which no copy undoes. */
export interface HeldSession {
  readonly live: HeldCopy | null;
  /** The end of an active session; the mark of an ended one outlives every copy that may still be about. */
  readonly keptUntil: number;
}

/** A copy, held while it is active. */
export const heldLive = (live: HeldCopy): HeldSession => ({ live, keptUntil: live.activeUntil });

/** The mark of a session that has ended. */
export const heldEnded = (until: number): HeldSession => ({ live: null, keptUntil: until });

/** Zero only for one and the same. */
function compare(one: HeldCopy, other: HeldCopy): number {
  if (one.version !== other.version) return one.version - other.version;
  if (one.sealedAt !== other.sealedAt) return one.sealedAt - other.sealedAt;
  if (one.sealed === other.sealed) return 0;
  return one.sealed < other.sealed ? -1 : 1;
}

function mergeCopies(one: HeldCopy, other: HeldCopy): HeldCopy {
  const newer = compare(one, other) < 0 ? other : one;
  return {
    ...newer,
    seenAt: Math.max(one.seenAt, other.seenAt),
    activeUntil: Math.max(one.activeUntil, other.activeUntil),
  };
}

/**
 * What the newest row says, seen last when any copy was; ended in one copy is ended. The common `sessionRule` lets the
 * last writer win, and a mere use would undo what another instance has just written of the same session.
 */
export const heldSessionRule: MergeRule<HeldSession> = {
  name: 'held-session',
  laws: ['commutative', 'associative', 'idempotent', 'monotone'],
  merge: (one, other) => ({
    live: one.live && other.live ? mergeCopies(one.live, other.live) : null,
    keptUntil: Math.max(one.keptUntil, other.keptUntil),
  }),
  expiresAt: ({ keptUntil }) => keptUntil,
};
