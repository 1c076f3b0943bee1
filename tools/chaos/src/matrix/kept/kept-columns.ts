import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Verdict } from '../judge/verdict';
import { type DeclaredOperation, keyOf, modeOf } from '../policies/declared-operation';
import { type Cell, type Column } from '../trials/cell';
import { trials } from '../trials/trials';

/** A cell by the name of its operation, with what was declared of it then. */
interface KeptCell extends Verdict {
  readonly operation: string;
  readonly mode: string;
}

type KeptColumn = Omit<Column, 'cells'> & { readonly cells: readonly KeptCell[] };

const keptCell = ({ declared, outcome, said, ms }: Cell): KeptCell => ({
  ...{ operation: keyOf(declared), mode: modeOf(declared), outcome, said },
  ...(ms !== undefined && { ms }),
});

/** Undefined where it was made of other operations than there are, or of others' declarations. */
function columnOf(
  { cells, ...column }: KeptColumn,
  declared: readonly DeclaredOperation[],
): Column | undefined {
  const byName = new Map(cells.map((cell) => [`${cell.operation} ${cell.mode}`, cell]));
  const found = declared.flatMap((one): Cell[] => {
    const cell = byName.get(`${keyOf(one)} ${modeOf(one)}`);
    if (!cell) return [];
    const { outcome, said, ms } = cell;
    return [{ ...{ declared: one, trial: column.trial, outcome, said }, ...(ms !== undefined && { ms }) }];
  });
  const isWhole = found.length === declared.length && cells.length === declared.length;
  return isWhole ? { ...column, cells: found } : undefined;
}

/** The columns that were made before, one in a line of a file; those of what is declared no more are left out. */
export function readKept(file: string, declared: readonly DeclaredOperation[]): Column[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.flatMap((line) => columnOf(JSON.parse(line) as KeptColumn, declared) ?? []);
}

/** Whoever is killed meanwhile leaves the file as it was. */
export function writeKept(file: string, columns: readonly Column[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const lines = columns.map((column) => JSON.stringify({ ...column, cells: column.cells.map(keptCell) }));
  writeFileSync(`${file}.new`, `${lines.join('\n')}\n`);
  renameSync(`${file}.new`, file);
}

/** Both in the order of the faults; what was made now stands for what was made before. */
export function withMade(kept: readonly Column[], made: readonly Column[]): Column[] {
  const all = [...made, ...kept];
  return trials.flatMap(({ name }) => all.find(({ trial }) => trial === name) ?? []);
}
