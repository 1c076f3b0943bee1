import { type MergeRule } from '@secureconnect/resilience';

/** Something was invalidated; to be told until no entry from before can be left. */
export interface KeptMark {
  readonly expiresAt: number;
}

/** Void in either copy is void in the merged one, for as long as either would have told it. */
export const keptMarkRule: MergeRule<KeptMark> = {
  name: 'invalidation',
  laws: ['commutative', 'associative', 'idempotent', 'monotone'],
  merge: (left, right) => (right.expiresAt > left.expiresAt ? right : left),
  expiresAt: ({ expiresAt }) => expiresAt,
};
