import { type DeclaredOperation, keyOf } from '../policies/declared-operation';
import { type Cell, type Column } from '../trials/cell';
import { whyNotReached } from './not-reached';

/** Where it was measured, and how long it took. */
export interface Place {
  readonly machine: string;
  /** What was typed. */
  readonly command: string;
  readonly minutes: number;
}

/** The whole table. */
export interface Matrix {
  readonly declared: readonly DeclaredOperation[];
  readonly columns: readonly Column[];
  readonly place: Place;
  readonly broken: readonly Cell[];
  /** Operations that nothing reached under any fault, and of which it is said why. */
  readonly explained: readonly DeclaredOperation[];
  /** Those of which it is not. */
  readonly unexplained: readonly DeclaredOperation[];
}

/** Draws what was found together. */
export function matrixOf(
  declared: readonly DeclaredOperation[],
  columns: readonly Column[],
  place: Place,
): Matrix {
  const cells = columns.flatMap((column) => column.cells);
  const reached = new Set(
    cells
      .filter(({ outcome }) => outcome === 'held' || outcome === 'broken')
      .map((cell) => keyOf(cell.declared)),
  );
  const never = declared.filter((one) => !reached.has(keyOf(one)));
  return {
    ...{ declared, columns, place },
    broken: cells.filter(({ outcome }) => outcome === 'broken'),
    explained: never.filter((one) => whyNotReached(one) !== undefined),
    unexplained: never.filter((one) => whyNotReached(one) === undefined),
  };
}
