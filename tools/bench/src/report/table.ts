import { stripVTControlCharacters } from 'node:util';
import { type Benchmark } from '../benchmark';
import { type Result } from '../figures/result';
import { type Earlier } from '../history/history';
import { type Run } from '../history/run';
import { barText, changeText, durationText, ratioText, spreadText, valueText } from './figure-text';

/** What a table is made from. */
export interface Report {
  readonly run: Run;
  readonly benchmarks: readonly Benchmark[];
  readonly earlier: (result: Result) => Earlier | undefined;
  readonly colours: boolean;
}

const styles = { bold: 1, dim: 2, red: 31, green: 32 };
type Paint = (style: keyof typeof styles, text: string) => string;
const painted: Paint = (style, text) => `\u001b[${styles[style]}m${text}\u001b[0m`;
const plain: Paint = (_style, text) => text;

/** The whole run as text: for each benchmark its figures beside those of its peers, then what they stand on. */
export function renderTable(report: Report): string {
  const paint = report.colours ? painted : plain;
  const sections = report.benchmarks.map((benchmark) => section(benchmark, report, paint));
  return [...sections, footer(report)].join('\n\n');
}

function section(benchmark: Benchmark, { run, earlier }: Report, paint: Paint): string {
  const results = run.results.filter((result) => result.benchmark === benchmark.name);
  const peers = [...new Set(results.flatMap((result) => result.peers.map(({ name }) => name)))];
  const titleIf = (title: string, has: (result: Result) => boolean) => (results.some(has) ? title : '');
  const head = [
    '',
    'ours',
    titleIf('±', ({ spread }) => spread !== null),
    ...peers.flatMap((peer) => [peer, '']),
    titleIf('bar', ({ bar }) => bar !== null),
    titleIf('change', (result) => earlier(result) !== undefined),
  ];
  const rows = results.map((result) => [
    `  ${result.name}`,
    valueText(result.ours, result.unit),
    result.spread === null ? '' : spreadText(result.spread),
    ...peers.flatMap((name) => peerCells(result, name)),
    barCell(result, paint),
    changeCell(result, earlier(result)),
  ]);
  const [titles, ...lines] = columns([head, ...rows]);
  return [
    `${paint('bold', benchmark.name)}: ${benchmark.what}`,
    paint('dim', `against ${benchmark.peer}`),
    paint('dim', titles ?? ''),
    ...lines,
  ].join('\n');
}

function peerCells(result: Result, name: string): [string, string] {
  const peer = result.peers.find((one) => one.name === name);
  return peer
    ? [valueText(peer.value, result.unit), peer.ratio === null ? '' : ratioText(peer.ratio)]
    : ['', ''];
}

function barCell({ bar, met }: Result, paint: Paint): string {
  if (!bar) return '';
  return met ? paint('green', `✓ ${barText(bar)}`) : paint('red', `✗ ${barText(bar)}`);
}

const changeCell = ({ ours }: Result, before: Earlier | undefined) =>
  before ? changeText(before.result.ours, ours) : '';

/** Lines up cells: the first to the left, all others to the right; a column without any text is left out. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (cell: string) => stripVTControlCharacters(cell).length;
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => ({ cell, column, gap: ' '.repeat((widths[column] ?? 0) - width(cell)) }))
      .filter(({ column }) => widths[column] !== 0)
      .map(({ cell, column, gap }) => (column === 0 ? cell + gap : gap + cell))
      .join('  ')
      .trimEnd();
  return rows.map(line);
}

function footer({ run, earlier }: Report): string {
  const { machine, node, commit, clean, load, quick, seconds, results } = run;
  const judged = results.filter(({ met }) => met !== null);
  const state = clean === false ? ' with uncommitted changes' : '';
  const since = new Set(results.flatMap((result) => earlier(result)?.at.slice(0, 10) ?? []));
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node ${node}, ${commit ? `commit ${commit}${state}` : 'no commit'}`,
  ];
  if (judged.length > 0)
    lines.unshift(`${judged.filter(({ met }) => met).length} of ${judged.length} bars met`);
  if (seconds !== undefined) lines.push(`Took ${durationText(seconds)}`);
  if (since.size > 0) lines.push(`Change: of ours, since the recorded run of ${[...since].join(', ')}`);
  if (load > machine.cores * 0.75)
    lines.push(`Others were using this machine (load ${load}): trust ratios and CPU times, not the rest.`);
  if (quick) lines.push('A quick run: it shows that the benchmarks work, not how fast anything is.');
  return lines.join('\n');
}
