import { type Stamp } from '../stamp';
import { fieldsAt, type HashState, mergeHashes, withField, withoutField } from './hash';
import { latest } from './merge-maps';
import { type MergeRule } from './merge-rule';

/** A set by member; a removed member stays as a removal mark, until no copy of it can be alive. */
export type SetState = HashState<true>;

/** One member added until `until`. */
export function withMember(
  state: SetState,
  member: string,
  added: { readonly stamp: Stamp; readonly until: number },
  now: number,
): SetState {
  return withField(state, member, { value: true, expiresAt: added.until, stamp: added.stamp }, now);
}

/** One member removed; remembered until `until`, and at least as long as the copy at hand would have lived. */
export function withoutMember(
  state: SetState,
  member: string,
  removal: { readonly stamp: Stamp; readonly until: number },
): SetState {
  return withoutField(state, member, removal);
}

/** Who is in it at `now`. */
export function membersAt(state: SetState, now: number): readonly string[] {
  return [...fieldsAt(state, now).keys()];
}

/** Member by member, the last addition or removal of each wins. Commutative, associative, idempotent; not monotone. */
export function mergeSets(left: SetState, right: SetState): SetState {
  return mergeHashes(left, right);
}

/** Sets merge by member. */
export const setRule: MergeRule<SetState> = {
  name: 'set',
  laws: ['commutative', 'associative', 'idempotent'],
  merge: mergeSets,
  expiresAt: (state) => latest(state, (member) => member.expiresAt),
};
