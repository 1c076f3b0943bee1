import { type DeclaredOperation } from '../policies/declared-operation';
import { type Cell, type Column } from '../trials/cell';

/** The whole table. */
export interface Matrix {
  readonly declared: readonly DeclaredOperation[];
  readonly columns: readonly Column[];
  readonly broken: readonly Cell[];
  /** Of these nobody has said why: a method that nothing leads to, or a way there that is broken. */
  readonly unreached: readonly Cell[];
  /** Of these it is said why, in the cell. */
  readonly unreachable: readonly Cell[];
}

/** Draws what was found together. */
export function matrixOf(declared: readonly DeclaredOperation[], columns: readonly Column[]): Matrix {
  const cells = columns.flatMap((column) => column.cells);
  const those = (of: Cell['outcome']) => cells.filter(({ outcome }) => outcome === of);
  return {
    ...{ declared, columns, broken: those('broken') },
    ...{ unreached: those('not reached'), unreachable: those('unreachable') },
  };
}

/** Whether each cell held or could not be reached for a reason, and each fault was noticed and got over. */
export const isHeld = ({ broken, unreached, columns }: Matrix): boolean =>
  broken.length === 0 && unreached.length === 0 && columns.every(({ notes }) => notes.length === 0);
