import { keyOf } from '../policies/declared-operation';
import { type Cell, type Column } from '../trials/cell';
import { type Matrix } from './matrix';

const count = ({ cells }: Column, outcome: Cell['outcome']) =>
  cells.filter((cell) => cell.outcome === outcome).length;

/** One column in a line. */
export function columnLine(column: Column): string {
  const { trial, asked, slowestMs, lastedMs, notes } = column;
  const broken = count(column, 'broken');
  const parts = [
    `${broken === 0 && notes.length === 0 ? '✓' : '✗'} ${trial.padEnd(26)}`,
    `${String(count(column, 'held')).padStart(4)} held`,
    `${String(broken).padStart(3)} broken`,
    `${String(count(column, 'not reached')).padStart(3)} not reached`,
    `${String(asked).padStart(4)} asked, slowest ${slowestMs.toFixed(0)} ms, in ${(lastedMs / 1_000).toFixed(0)} s`,
  ];
  return [parts.join('  '), ...notes.map((note) => `    ${note}`)].join('\n');
}

/** All that is to be looked at, in lines. */
export function findingsOf({ broken, explained, unexplained }: Matrix): string[] {
  const byOperation = new Map<string, string[]>();
  for (const { declared, trial, said } of broken) {
    const key = `${keyOf(declared)}: ${said}`;
    byOperation.set(key, [...(byOperation.get(key) ?? []), trial]);
  }
  return [
    ...[...byOperation].map(([what, trials]) => `✗ ${what} (${trials.join(', ')})`),
    ...unexplained.map((one) => `✗ ${keyOf(one)}: reached by nothing, and nobody has said why`),
    ...(explained.length > 0 ? [`Not reached, and it is said why: ${explained.map(keyOf).join(', ')}`] : []),
  ];
}
