/**
 * What a merge keeps. `monotone`: the merged state is never weaker than either copy, in the sense its rule states.
 */
export type MergeLaw = 'commutative' | 'associative' | 'idempotent' | 'monotone';

/** How two copies of one key become one; pure, without clock or I/O. */
export interface MergeRule<S> {
  readonly name: string;
  readonly laws: readonly MergeLaw[];
  merge(left: S, right: S): S;
  /** The moment from which the state says nothing any more and need not be reconciled. */
  expiresAt(state: S): number;
}
