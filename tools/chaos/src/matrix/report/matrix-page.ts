import { stormServices } from '../../system/system-shape';
import { type StormService } from '../../system/storm-system';
import { modeOf } from '../policies/declared-operation';
import { trials } from '../trials/trials';
import { isHeld, type Matrix } from './matrix';
import { signOf, signs } from './sign-of';
import { findingsOf, reasonsOf, timesOf } from './spoken';

const line = (cells: readonly string[]): string =>
  `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

const head = (matrix: Matrix): string => `# Every operation under every fault

Each of the ${matrix.declared.length} operations that the services declare ([the list](../policies.md)) was asked for under each of these ${matrix.columns.length} faults, of which \`none\` is none, at both instances of its service, and its answer was held to what is declared of it: served and marked, served and unmarked, or refused with the degraded body, and settled within 5 s, or 15 where PostgreSQL or a process is away: that finds what hangs, and the slowest of each column is told below. A method that only its service calls is counted by the service. Nothing declared is left out: an operation that nobody has said how to call fails the program, and so does one that nothing reached without a reason. ${verdict(matrix)}

Written by \`npm run chaos -- operations\` (${machines(matrix.columns)}). It keeps each column as soon as it is made, and \`--resume\` makes those that are missing; each says below on which day it was made, and how.${leftOut(matrix.columns)}

What differs from production, besides [what differs for a storm](README.md#what-is-there): services wait a second for Redis and five for a connection to PostgreSQL, and try again after five where slowness has opened a breaker; calls ring for ten minutes, and a person may have any number of uploads open.

Not in the table are failovers of Sentinels, a Cluster, a slow way to PostgreSQL, and ways between clients, gateways and services: [the storm](README.md) makes them.

Ready is how long it took to bring about what was to be asked. Well again is counted from the last answer until the fault was over, where it lasts for a while that is given to it, and until every instance was in normal mode: Redis is lost in one column after the other here, and whoever loses it often waits for longer each time, 15 s at most, before it relies on it again ([flapping](../resilience/design.md)).
`;

function verdict(matrix: Matrix): string {
  const { broken, unreached, columns } = matrix;
  if (isHeld(matrix)) return 'All of it held.';
  const notes = columns.flatMap(({ notes: all }) => all).length;
  return `${broken.length} cells did not hold, ${unreached.length} were not reached, and of the faults as a whole there are ${notes} notes; all of it is listed at the end.`;
}

const machines = (columns: Matrix['columns']): string =>
  [...new Set(columns.map(({ made }) => made.machine))].join('; ');

/** A run that was ended early says so. */
function leftOut(columns: Matrix['columns']): string {
  const missing = trials.filter(({ name }) => columns.every(({ trial }) => trial !== name));
  const names = missing.map(({ name }) => `\`${name}\``).join(', ');
  return missing.length > 0 ? ` These were not made yet: ${names}.` : '';
}

const legend = (): string =>
  `\n${Object.entries(signs)
    .map(([sign, meaning]) => `- \`${sign}\` ${meaning}`)
    .join('\n')}\n`;

const faults = ({ columns }: Matrix): string =>
  `\n## The faults\n\n${table(
    ['', 'fault', 'what happens', 'asked', 'slowest answer', 'lasted', 'made'],
    columns.map((column, number) => {
      const { trial, does, asked, slowestMs, made } = column;
      return [
        ...[String(number), `\`${trial}\``, does, String(asked), `${slowestMs.toFixed(0)} ms`],
        ...[timesOf(column), `${made.on}, \`${made.command}\``],
      ];
    }),
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

function rest(matrix: Matrix): string {
  const notes = matrix.columns.flatMap(({ trial, notes: all }) => all.map((note) => `\`${trial}\`: ${note}`));
  const chapters: readonly (readonly [string, readonly string[]])[] = [
    ['Not reachable, and why', reasonsOf(matrix)],
    ['Of the faults as a whole', notes],
    ['What did not hold', findingsOf(matrix).map((text) => text.replace(/^[✗?] /, ''))],
  ];
  const said = chapters.filter(([, lines]) => lines.length > 0);
  return said
    .map(([name, lines]) => `\n## ${name}\n\n${lines.map((text) => `- ${text}`).join('\n')}\n`)
    .join('');
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
