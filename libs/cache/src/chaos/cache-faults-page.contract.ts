import { type CacheScenario, type Findings } from './cache-scenario.contract';

/** A scenario and what became of it. */
export interface Row {
  readonly scenario: CacheScenario;
  readonly findings: Findings;
}

const number = (value: number): string => value.toLocaleString('en');

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
  ['failed', ({ findings }) => number(findings.failed)],
  ['slowest', ({ findings }) => `${number(findings.slowestMs)} ms`],
  ['besides', ({ findings }) => findings.note],
];

/** The page that is kept. */
export function cacheFaultsPage(rows: readonly Row[], cutSeconds: number, machine: string): string {
  const lines = [
    columns.map(([name]) => name),
    columns.map(() => '---'),
    ...rows.map((row) => columns.map(([, of]) => of(row))),
  ];
  return `# What a cache survives

## In short

Each fault is made on a real Redis while two instances use their caches, a hundred calls at once. No call may hang or fail, and what was invalidated or written meanwhile must be so everywhere afterwards, on a third instance too that is started then. A channel is cut for ${cutSeconds} s.

This page is written by \`npm run chaos -- cache --record\`. The specs of [the multi-layer cache](multi-layer.md) and of [the cache manager](cache-manager.md) show the same in every test run, shorter.

## What was seen

${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}

- **failed** counts calls that rejected though there is a fallback; **slowest** is the longest that any caller waited, with all of a hundred calls at once and of a busy machine.
- A **stale read** began after the writer had been told that its change was done, and gave the value from before. While an instance cannot hear of changes it serves what it holds: that is the promise, and [what bounds it](multi-layer.md#void-everywhere) is said there.

Measured on ${machine}.
`;
}
