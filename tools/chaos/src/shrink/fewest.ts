/** Whether what was looked for is there with these alone. */
export type StillThere<T> = (items: readonly T[]) => Promise<boolean>;

/**
 * The fewest of them with which it is still there, as far as dropping parts of the rest can tell (ddmin): of what
 * remains no single one can be dropped, unless `stillThere` was wrong or gave up. Order is kept.
 */
export async function fewest<T>(items: readonly T[], stillThere: StillThere<T>): Promise<readonly T[]> {
  let left = items;
  for (let parts = 2; left.length > 1;) {
    const smaller = await reduced(left, parts, stillThere);
    if (smaller) {
      parts = Math.max(2, Math.min(parts, smaller.length) - (smaller.length > left.length / 2 ? 1 : 0));
      left = smaller;
    } else if (parts >= left.length) break;
    else parts = Math.min(left.length, parts * 2);
  }
  if (left.length === 1 && (await stillThere([]))) return [];
  return left;
}

/** One part alone, or all but one part. */
async function reduced<T>(
  left: readonly T[],
  parts: number,
  stillThere: StillThere<T>,
): Promise<readonly T[] | undefined> {
  const size = Math.ceil(left.length / parts);
  const starts = Array.from({ length: Math.ceil(left.length / size) }, (_, part) => part * size);
  for (const start of starts) {
    const part = left.slice(start, start + size);
    if (part.length < left.length && (await stillThere(part))) return part;
  }
  if (parts === 2) return undefined;
  for (const start of starts) {
    const rest = [...left.slice(0, start), ...left.slice(start + size)];
    if (rest.length < left.length && (await stillThere(rest))) return rest;
  }
  return undefined;
}
