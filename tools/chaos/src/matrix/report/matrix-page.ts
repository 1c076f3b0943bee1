import { stormServices } from '../../system/system-shape';
import { type StormService } from '../../system/storm-system';
import { type DeclaredOperation, keyOf, modeOf } from '../policies/declared-operation';
import { trials } from '../trials/trials';
import { type Matrix } from './matrix';
import { whyNotReached } from './not-reached';
import { signOf, signs } from './sign-of';
import { findingsOf } from './spoken';

const line = (cells: readonly string[]): string =>
  `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

const head = ({ declared, columns, place, broken }: Matrix): string => `# Every operation under every fault

Each of the ${declared.length} operations that the services declare ([the list](../policies.md)) was asked for under each of ${columns.length - 1} faults and once without any, at both instances of its service, and its answer was held to what is declared of it: served and marked, served and unmarked, or refused with the degraded body, and settled in time. Nothing declared is left out: an operation that nobody has said how to call fails the program. ${broken.length === 0 ? 'All of it held.' : `${broken.length} cells did not hold; they are listed at the end.`}

Written by \`${place.command}\` on ${new Date().toISOString().slice(0, 10)}, in ${place.minutes.toFixed(0)} minutes (${place.machine}).${leftOut(columns)}
`;

/** A run that was ended early says so. */
function leftOut(columns: Matrix['columns']): string {
  const missing = trials.filter(({ name }) => columns.every(({ trial }) => trial !== name));
  const names = missing.map(({ name }) => `\`${name}\``).join(', ');
  return missing.length > 0 ? ` That run was ended before these were made: ${names}.` : '';
}

const legend = (): string =>
  `\n${Object.entries(signs)
    .map(([sign, meaning]) => `- \`${sign}\` ${meaning}`)
    .join('\n')}\n`;

const faults = ({ columns }: Matrix): string =>
  `\n## The faults\n\n${table(
    ['', 'fault', 'what happens', 'asked', 'slowest answer', 'lasted'],
    columns.map(({ trial, does, asked, slowestMs, lastedMs }, number) => [
      ...[String(number), `\`${trial}\``, does, String(asked)],
      ...[`${slowestMs.toFixed(0)} ms`, `${(lastedMs / 1_000).toFixed(0)} s`],
    ]),
  )}\n`;

function chapter({ declared, columns }: Matrix, service: StormService): string {
  const rows = declared
    .filter((one) => one.service === service)
    .map((one) => [
      ...[`\`${one.operation}\``, one.kind, modeOf(one)],
      ...columns.map(({ cells }) => {
        const cell = cells.find((each) => each.declared === one);
        return cell ? signOf(cell) : '';
      }),
    ]);
  if (rows.length === 0) return '';
  const heads = ['operation', 'kind', 'declared', ...columns.map((_, number) => String(number))];
  return `\n## ${service}\n\n${table(heads, rows)}\n`;
}

const reason = (one: DeclaredOperation): string =>
  `- \`${keyOf(one)}\`: ${whyNotReached(one) ?? 'nobody has said why'}`;

function rest(matrix: Matrix): string {
  const { explained, unexplained, columns } = matrix;
  const never = [...explained, ...unexplained];
  const notes = columns.flatMap(({ trial, notes: all }) => all.map((note) => `- \`${trial}\`: ${note}`));
  const found = findingsOf({ ...matrix, explained: [], unexplained: [] }).map(
    (text) => `- ${text.replace('✗ ', '')}`,
  );
  return [
    never.length > 0 ? `\n## Reached by nothing\n\n${never.map(reason).join('\n')}\n` : '',
    notes.length > 0 ? `\n## Of the faults as a whole\n\n${notes.join('\n')}\n` : '',
    found.length > 0 ? `\n## What did not hold\n\n${found.join('\n')}\n` : '',
  ].join('');
}

/** The table as a page of the documentation. */
export const matrixPage = (matrix: Matrix): string =>
  [
    head(matrix),
    legend(),
    faults(matrix),
    ...stormServices.map((service) => chapter(matrix, service)),
    rest(matrix),
  ].join('');
