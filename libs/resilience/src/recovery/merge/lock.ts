import { latest, mergeMaps } from './merge-maps';
import { type MergeRule } from './merge-rule';

/** One placing of a lock, and up to which end it was lifted: it is in force while `until` is beyond `liftedUntil`. */
export interface PlacedLock {
  readonly until: number;
  readonly reason: string;
  readonly liftedUntil: number;
}

/**
 * The locks of one account, by the id of their placing. An unlock is no state of its own: it is a mark on each lock
 * that whoever unlocked had seen. So a stale copy of a lifted lock does not bring it back, and a lock the unlock had
 * not seen, placed or extended meanwhile, holds.
 */
export type LockState = ReadonlyMap<string, PlacedLock>;

/** An account without locks. */
export const noLocks: LockState = new Map();

/** The lock that lasts longest at `now`, if the account is locked. */
export function lockInForce(state: LockState, now: number): PlacedLock | undefined {
  let longest: PlacedLock | undefined;
  for (const lock of state.values()) {
    if (lock.until <= now || lock.until <= lock.liftedUntil) continue;
    if (longest === undefined || lock.until > longest.until) longest = lock;
  }
  return longest;
}

/** Adds a lock under an id never used for this account before, and forgets those that have ended. */
export function placeLock(
  state: LockState,
  lock: { readonly id: string; readonly until: number; readonly reason: string },
  now: number,
): LockState {
  const running = [...state].filter(([, placed]) => placed.until > now);
  return new Map([...running, [lock.id, { until: lock.until, reason: lock.reason, liftedUntil: 0 }]]);
}

/** Lifts every lock in this copy and no other. Must be in the record before anybody is let in by it. */
export function liftLocks(state: LockState): LockState {
  return new Map([...state].map(([id, lock]) => [id, { ...lock, liftedUntil: lock.until }]));
}

/**
 * All locks of both; of one lock the later end and the further lift. Commutative, associative, idempotent; monotone:
 * no lock ends earlier than in either copy, unless an explicit unlock in one of them names that lock to that end.
 */
export function mergeLocks(left: LockState, right: LockState): LockState {
  return mergeMaps(left, right, mergePlaced);
}

function mergePlaced(left: PlacedLock, right: PlacedLock): PlacedLock {
  const rightLasts = right.until > left.until || (right.until === left.until && right.reason > left.reason);
  const { until, reason } = rightLasts ? right : left;
  return { until, reason, liftedUntil: Math.max(left.liftedUntil, right.liftedUntil) };
}

/** The later lock wins; an unlock lifts what it has seen. */
export const lockRule: MergeRule<LockState> = {
  name: 'lock',
  laws: ['commutative', 'associative', 'idempotent', 'monotone'],
  merge: mergeLocks,
  // A lift is remembered as long as the lock it lifts could still be found anywhere.
  expiresAt: (state) => latest(state, (lock) => lock.until),
};
