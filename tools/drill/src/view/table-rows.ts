import { operations } from '../operations/operations';
import { type Outcome } from '../operations/operation';
import { type Phase, phases } from '../phase';
import { type PolicyTexts } from '../cast/policy-texts';
import { type Paint } from './paint';

const nameWidth = 18;
const cellWidth = 10;
const before = 2 + nameWidth + phases.length * cellWidth + 3;

/** The row that names the columns. */
export const headRow = ({ bold }: Paint): string =>
  bold(
    `${''.padEnd(2 + nameWidth)}${phases.map((phase) => phase.padStart(cellWidth)).join('')}   declared, without Redis`,
  );

/** A row for each operation: how it fared in each phase, and what is declared of it, in as many words as have room. */
export function operationRows(
  outcomes: readonly Outcome[],
  under: { readonly operation: string; readonly phase: Phase } | undefined,
  declared: PolicyTexts,
  width: number,
  paint: Paint,
): string[] {
  return operations.map((operation) => {
    const cells = phases.map((phase) => {
      const isUnder = under?.operation === operation.name && under.phase === phase;
      return isUnder ? paint.dim('…'.padStart(cellWidth)) : cell(outcomes, operation.name, phase, paint);
    });
    const whole = declared.of(operation);
    const text = whole.length <= width - before ? whole : declared.inShort(operation);
    return `  ${operation.name.padEnd(nameWidth)}${cells.join('')}   ${paint.dim(text)}`;
  });
}

function cell(outcomes: readonly Outcome[], name: string, phase: Phase, paint: Paint): string {
  const found = outcomes.find((outcome) => outcome.operation === name && outcome.phase === phase);
  if (!found) return ''.padStart(cellWidth);
  const text = `${found.held ? '✓' : '✗'} ${found.ms.toFixed(0)} ms`.padStart(cellWidth);
  return found.held ? paint.green(text) : paint.red(text);
}
