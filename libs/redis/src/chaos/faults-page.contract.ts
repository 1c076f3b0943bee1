import { type Findings, type Scenario } from './scenario.contract';

/** A scenario and what became of it. */
export interface Row {
  readonly scenario: Scenario;
  readonly findings: Findings;
}

const number = (value: number | undefined): string => (value === undefined ? '' : value.toLocaleString('en'));
const ms = (value: number | undefined): string => (value === undefined ? '' : `${number(value)} ms`);

const columns: readonly (readonly [name: string, of: (row: Row) => string])[] = [
  ['fault', ({ scenario }) => scenario.name],
  ['what was done', ({ scenario }) => scenario.did],
  ['what must hold', ({ scenario }) => scenario.must],
  [
    'holds',
    ({ findings }) => (findings.broken.length === 0 ? 'yes' : `**no**: ${findings.broken.join('; ')}`),
  ],
  ['operations', ({ findings }) => number(findings.operations)],
  ['unsettled', ({ findings }) => number(findings.unsettled)],
  ['applied late', ({ findings }) => number(findings.appliedLate)],
  ['applied twice', ({ findings }) => number(findings.appliedTwice)],
  ['slowest', ({ findings }) => ms(findings.slowestMs)],
  ['of it Redis', ({ findings }) => ms(findings.slowestOfRedisMs)],
  ['normal again after', ({ findings }) => ms(findings.normalAfterMs)],
  ['besides', ({ findings }) => findings.note ?? ''],
];

/** Shown where they belong, because they concern more than one client. */
const elsewhere = `| fault | shown by |
| --- | --- |
| restarted empty, FLUSHALL, another server | \`libs/redis/src/health\` |
| writes lost by a lagging failover | \`libs/redis/src/recovery\` |
| PostgreSQL away too | \`libs/platform/src/database\` |`;

/** The table for a terminal: figures only, in columns. */
export function faultsTable(rows: readonly Row[]): string {
  const shown = columns.filter(([name]) => name !== 'what was done' && name !== 'what must hold');
  const lines = [shown.map(([name]) => name), ...rows.map((row) => shown.map(([, of]) => of(row)))];
  const widths = shown.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The page that is kept. */
export function faultsPage(rows: readonly Row[], machine: string): string {
  const lines = [
    columns.map(([name]) => name),
    columns.map(() => '---'),
    ...rows.map((row) => columns.map(([, of]) => of(row))),
  ];
  return `# What a client of Redis survives

Each fault is made on a real Redis, and the gate ([what it promises](../../libs/redis/README.md)) is called all the while: 1,000 writes at once and a read for every fourth, with a deadline of 100 ms, round after round. Then the server is asked what it did, and that is held against what each caller was told.

This page is written by \`npm run chaos -- redis --record\`. Every test run shows the same with fewer operations.

${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}

- **slowest** is the longest any caller waited for its answer; **of it Redis** is the same without the time in which our own event loop stood still, because a thousand answers were being handed out or the machine was busy with something else.
- **normal again after** counts from Redis answering again to the first write and read that succeed; the middle of all rounds. The gate alone, without the health service, which hurries it.
- An operation that fails is served by the next tier; how, is said in [failing over](failing-over.md).

Measured on ${machine}.

## Shown elsewhere

${elsewhere}
`;
}
