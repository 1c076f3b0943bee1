import { type Expiring } from '../expiring';
import { compareStamps, type Stamp } from '../stamp';
import { type MergeRule } from './merge-rule';

/** A value as somebody wrote it; null is a removal mark, remembered until it expires. */
export interface StampedValue<T> extends Expiring<T | null> {
  readonly stamp: Stamp;
}

/** The value, if it was not removed and has not expired. */
export function valueAt<T>(state: StampedValue<T> | undefined, now: number): T | undefined {
  return state === undefined || state.expiresAt <= now ? undefined : (state.value ?? undefined);
}

/**
 * The last writer wins, the origin breaks ties. Commutative, associative, idempotent; not monotone: nothing here may
 * be security state.
 */
export function mergeValues<T>(left: StampedValue<T>, right: StampedValue<T>): StampedValue<T> {
  if (left === right) return left;
  const order = compareStamps(left.stamp, right.stamp) || compareContents(left, right);
  return order < 0 ? right : left;
}

/** Two writes under one stamp are a mistake of the caller; the outcome must still not depend on the order. */
function compareContents(left: Expiring<unknown>, right: Expiring<unknown>): number {
  const one = JSON.stringify([left.value, left.expiresAt]);
  const other = JSON.stringify([right.value, right.expiresAt]);
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The last writer wins. */
export const valueRule: MergeRule<StampedValue<unknown>> = {
  name: 'value',
  laws: ['commutative', 'associative', 'idempotent'],
  merge: mergeValues,
  expiresAt: (state) => state.expiresAt,
};
