/** The union by key; what both have is merged. Keeps whichever laws `merge` keeps. Neither map is changed. */
export function mergeMaps<V>(
  left: ReadonlyMap<string, V>,
  right: ReadonlyMap<string, V>,
  merge: (left: V, right: V) => V,
): ReadonlyMap<string, V> {
  if (left === right || right.size === 0) return left;
  if (left.size === 0) return right;
  const merged = new Map(left);
  for (const [key, value] of right) {
    const own = left.get(key);
    merged.set(key, own === undefined ? value : merge(own, value));
  }
  return merged;
}

/** The latest moment among the values; 0 if there are none. */
export function latest<V>(values: ReadonlyMap<string, V>, momentOf: (value: V) => number): number {
  let moment = 0;
  for (const value of values.values()) moment = Math.max(moment, momentOf(value));
  return moment;
}
