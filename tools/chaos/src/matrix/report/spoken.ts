import { keyOf } from '../policies/declared-operation';
import { type Cell, type Column } from '../trials/cell';
import { type Matrix } from './matrix';

const count = ({ cells }: Column, outcome: Cell['outcome']) =>
  cells.filter((cell) => cell.outcome === outcome).length;

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(0)} s`;

/** What a column waited for. */
export const timesOf = ({ lastedMs, preparedMs, askedForMs, wellMs }: Column): string =>
  `${seconds(lastedMs)}: ready ${seconds(preparedMs)}, asked ${seconds(askedForMs)}, well again ${seconds(wellMs)}`;

/** One column in a line. */
export function columnLine(column: Column): string {
  const { trial, asked, slowestMs, notes } = column;
  const broken = count(column, 'broken');
  const isGood = broken === 0 && notes.length === 0 && count(column, 'not reached') === 0;
  const parts = [
    `${isGood ? '✓' : '✗'} ${trial.padEnd(26)}`,
    `${String(count(column, 'held')).padStart(4)} held`,
    `${String(broken).padStart(3)} broken`,
    `${String(count(column, 'unreachable')).padStart(3)} not reachable`,
    `${String(count(column, 'not reached')).padStart(3)} not reached`,
    `${String(asked).padStart(4)} asked, slowest ${slowestMs.toFixed(0)} ms, ${timesOf(column)}`,
  ];
  return [parts.join('  '), ...notes.map((note) => `    ${note}`)].join('\n');
}

/** Cells of the same operation of which the same is to be said, in a line. */
function byOperation(cells: readonly Cell[]): string[] {
  const trials = new Map<string, string[]>();
  for (const { declared, trial, said } of cells) {
    const what = `${keyOf(declared)}: ${said}`;
    trials.set(what, [...(trials.get(what) ?? []), trial]);
  }
  return [...trials].map(([what, under]) => `${what} (${under.join(', ')})`);
}

/** All that is to be looked at, in lines. */
export const findingsOf = ({ broken, unreached }: Matrix): string[] => [
  ...byOperation(broken).map((text) => `✗ ${text}`),
  ...byOperation(unreached).map((text) => `? ${text}, and nobody has said why`),
];

/** What nothing reached and why that is right, in lines: by reason, for one reason has many operations. */
export function reasonsOf({ unreachable, columns }: Matrix): string[] {
  const faults = new Map<string, string[]>();
  for (const { declared, trial, said } of unreachable) {
    const key = JSON.stringify([said, keyOf(declared)]);
    faults.set(key, [...(faults.get(key) ?? []), trial]);
  }
  const operations = new Map<string, string[]>();
  for (const [key, under] of faults) {
    const [said = '', operation = ''] = JSON.parse(key) as string[];
    const where =
      under.length === columns.length ? 'under every fault' : `under ${under.map(coded).join(', ')}`;
    const reason = `${said} (${where})`;
    operations.set(reason, [...(operations.get(reason) ?? []), coded(operation)]);
  }
  return [...operations].map(([reason, all]) => `${all.join(', ')}: ${reason}`);
}

const coded = (text: string): string => `\`${text}\``;
