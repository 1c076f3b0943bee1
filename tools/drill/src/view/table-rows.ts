import { operations } from '../operations/operations';
import { type Outcome } from '../operations/operation';
import { type Phase, phases } from '../phase';
import { type PolicyTexts } from '../cast/policy-texts';
import { type Paint } from './paint';

const heads: Readonly<Record<Phase, string>> = { before: 'with Redis', during: 'without', after: 'back' };
const nameWidth = 20;
const cellWidth = 12;

/** The row that names the columns. */
export const headRow = ({ bold }: Paint): string =>
  bold(
    `  ${''.padEnd(nameWidth)}${phases.map((phase) => heads[phase].padStart(cellWidth)).join('')}   declared, while Redis is away`,
  );

/** A row for each operation: how it fared in each phase, and what is declared of it. */
export function operationRows(
  outcomes: readonly Outcome[],
  under: { readonly operation: string; readonly phase: Phase } | undefined,
  declared: PolicyTexts,
  width: number,
  paint: Paint,
): string[] {
  const room = Math.max(0, width - 2 - nameWidth - phases.length * cellWidth - 3);
  return operations.map((operation) => {
    const cells = phases.map((phase) => {
      const isUnder = under?.operation === operation.name && under.phase === phase;
      return isUnder ? paint.dim('…'.padStart(cellWidth)) : cell(outcomes, operation.name, phase, paint);
    });
    const text = shortened(declared.of(operation) ?? '', room);
    return `  ${operation.name.padEnd(nameWidth)}${cells.join('')}   ${paint.dim(text)}`;
  });
}

function cell(outcomes: readonly Outcome[], name: string, phase: Phase, paint: Paint): string {
  const found = outcomes.find((outcome) => outcome.operation === name && outcome.phase === phase);
  if (!found) return ''.padStart(cellWidth);
  const text = `${found.held ? '✓' : '✗'} ${found.ms.toFixed(0)} ms`.padStart(cellWidth);
  return found.held ? paint.green(text) : paint.red(text);
}

const shortened = (text: string, room: number) =>
  text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
