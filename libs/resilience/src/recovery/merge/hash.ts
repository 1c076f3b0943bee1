import { type Stamp } from '../stamp';
import { latest, mergeMaps } from './merge-maps';
import { type MergeRule } from './merge-rule';
import { mergeValues, type StampedValue, valueAt } from './stamped-value';

/** A hash by field; a removed field stays as a removal mark, until no copy of it can be alive. */
export type HashState<T> = ReadonlyMap<string, StampedValue<T>>;

/** One field set, removed ones forgotten once their marks have expired. */
export function withField<T>(
  state: HashState<T>,
  field: string,
  written: StampedValue<T>,
  now: number,
): HashState<T> {
  const lasting = [...state].filter(([, value]) => value.expiresAt > now);
  return new Map([...lasting, [field, written]]);
}

/** One field removed; remembered until `until`, and at least as long as the copy at hand would have lived. */
export function withoutField<T>(
  state: HashState<T>,
  field: string,
  removal: { readonly stamp: Stamp; readonly until: number },
): HashState<T> {
  const expiresAt = Math.max(removal.until, state.get(field)?.expiresAt ?? 0);
  return new Map([...state, [field, { value: null, expiresAt, stamp: removal.stamp }]]);
}

/** The fields that are there at `now`. */
export function fieldsAt<T>(state: HashState<T>, now: number): ReadonlyMap<string, T> {
  const fields = new Map<string, T>();
  for (const [field, written] of state) {
    const value = valueAt(written, now);
    if (value !== undefined) fields.set(field, value);
  }
  return fields;
}

/** Field by field, the last writer of each wins. Commutative, associative, idempotent; not monotone. */
export function mergeHashes<T>(left: HashState<T>, right: HashState<T>): HashState<T> {
  return mergeMaps(left, right, mergeValues);
}

/** Hashes merge by field. */
export const hashRule: MergeRule<HashState<unknown>> = {
  name: 'hash',
  laws: ['commutative', 'associative', 'idempotent'],
  merge: mergeHashes,
  expiresAt: (state) => latest(state, (field) => field.expiresAt),
};
