import { type KnownInvalidations } from './known-invalidations';
import { everything } from './marks';

/** A log as it was read. */
export interface ReadLog {
  readonly marks: ReadonlyMap<string, number>;
  /** Up to this number it has forgotten. */
  readonly from: number;
  /** From this number on it has more than was read. */
  readonly to: number;
}

/**
 * What a log has to be told again of what is known here up to a number, so that everybody knows it who follows either:
 * what it lost, and what it got instead, under numbers that were passed by here. Everything, where it lost more than
 * anybody here can tell.
 */
export function partedMarks(log: ReadLog, { numbers, since }: KnownInvalidations, last: number): string[] {
  const lost: string[] = [];
  let common = 0;
  for (const [mark, number] of numbers) {
    const logged = log.marks.get(mark) ?? 0;
    if (logged === number && number <= last) common = Math.max(common, number);
    if (logged < number && number > log.from && number < log.to) lost.push(mark);
  }
  const isStrange = ([mark, number]: readonly [string, number]): boolean =>
    number > Math.max(common, since) && number <= last && (numbers.get(mark) ?? 0) < number;
  const strange = [...log.marks].filter(isStrange).map(([mark]) => mark);
  const parted = [...lost, ...strange];
  return parted.length > 0 && common < since ? [everything] : parted;
}
