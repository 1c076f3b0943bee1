import { OneOtherError } from './one-other.error';

/** A direct conversation is with exactly one other person, and is called by nobody. */
export function requireOneOther(userId: string, memberIds: readonly string[], title?: string | null): void {
  const others = new Set(memberIds.filter((id) => id !== userId));
  const faults = [
    ...(others.size === 1 ? [] : [{ field: 'member_ids', problems: ['must name exactly one other person'] }]),
    ...(title == null ? [] : [{ field: 'title', problems: ['must be left out of a direct conversation'] }]),
  ];
  if (faults.length > 0) throw new OneOtherError(faults);
}
