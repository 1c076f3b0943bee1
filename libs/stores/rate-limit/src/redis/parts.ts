import { type AskedChecks } from './asked-checks';
import { type SlotKeys } from './slot-keys';

/** What of one request's checks goes to Redis together. */
export interface Part {
  readonly asked: AskedChecks;
  /** Which of its checks. */
  readonly places: readonly number[];
}

const wholes: number[][] = [];

/** All checks of a request, the same list for every request of that many. */
const wholeOf = (length: number): readonly number[] =>
  (wholes[length] ??= Array.from({ length }, (_, at) => at));

/** Every request with all its checks. */
export const wholesOf = (asked: readonly AskedChecks[]): readonly Part[] =>
  asked.map((one) => ({ asked: one, places: wholeOf(one.checks.length) }));

/** What can be asked in one script: everything, or in a Cluster what is of one group. */
export function partsOf(asked: readonly AskedChecks[], keys: SlotKeys): Iterable<readonly Part[]> {
  if (!keys.isGrouped) return [wholesOf(asked)];
  const groups = new Map<number, Part[]>();
  for (const one of asked)
    for (const [group, places] of placesByGroup(one, keys)) {
      const parts = groups.get(group) ?? [];
      parts.push({ asked: one, places });
      groups.set(group, parts);
    }
  return groups.values();
}

function placesByGroup({ checks }: AskedChecks, keys: SlotKeys): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const [at, { subject }] of checks.entries()) {
    const group = keys.groupOf(subject);
    const places = groups.get(group) ?? [];
    places.push(at);
    groups.set(group, places);
  }
  return groups;
}
