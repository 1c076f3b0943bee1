/** The middle of the values, which one outlier on a busy machine does not move. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this part of all values lies, interpolated. */
export function quantile(values: readonly number[], part: number): number {
  if (values.length === 0) throw new RangeError('No values to take a quantile of');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}

/** How far the middle half of the values reaches to either side, as a part of their median; of one, nobody knows. */
export function spread(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const middle = median(values);
  return middle === 0 ? 0 : (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / middle;
}

/**
 * Measures each subject once per round, A, B, A, B, so that what drifts drifts for all; every second round goes
 * backwards, so that nobody is always the one after the same other. Gives each subject's values.
 */
export async function takeTurns<Name extends string, T>(
  subjects: readonly Name[],
  rounds: number,
  measure: (subject: Name, round: number) => Promise<T>,
): Promise<Record<Name, T[]>> {
  const values = Object.fromEntries(subjects.map((name) => [name, [] as T[]])) as Record<Name, T[]>;
  for (let round = 1; round <= rounds; round++) {
    const order = round % 2 === 1 ? subjects : [...subjects].reverse();
    for (const subject of order) values[subject].push(await measure(subject, round));
  }
  return values;
}
