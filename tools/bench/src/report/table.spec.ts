import { stripVTControlCharacters } from 'node:util';
import { type Benchmark, type Figure } from '../benchmark';
import { benchmarks } from '../benchmarks';
import { resultOf } from '../figures/result';
import { type Run } from '../history/run';
import { renderTable } from './table';

const benchmark: Benchmark = {
  name: 'limiter',
  what: 'a request allowed by the memory limiter',
  peer: 'rate-limiter-flexible, in memory',
  bar: { kind: 'at-least', value: 2, unit: 'ratio' },
  run: async () => [],
};
const peers = { 'bare Fastify': 20_000, 'bare Nest': 15_000.4 };
const figures: Figure[] = [
  { name: 'allowed, 100,000 keys', unit: '/s', ours: 123_456, spread: 0.04, peers },
  { name: 'CPU per request, logged', unit: '/s', ours: 30_000, spread: 0.5, peers },
];

const runOf = (some: readonly Figure[], differing: Partial<Run> = {}): Run => ({
  at: '2026-11-21T10:00:00.000Z',
  commit: 'abc123',
  clean: true,
  node: 'v20.20.2',
  machine: { cpu: 'AMD EPYC', cores: 2, memoryMiB: 24_000 },
  load: 0.1,
  quick: false,
  results: some.map((figure) => resultOf(benchmark, figure)),
  ...differing,
});
const render = (run: Run, rest = {}) =>
  renderTable({ run, benchmarks: [benchmark], earlier: () => undefined, colours: false, ...rest });

describe('the table', () => {
  it('shows ours, the spread, each peer with its ratio, and whether the bar is met', () => {
    expect(render(runOf(figures)).split('\n')).toEqual([
      'limiter: a request allowed by the memory limiter',
      'against rate-limiter-flexible, in memory',
      '                                 ours     ±  bare Fastify         bare Nest            bar',
      '  allowed, 100,000 keys    123,456 /s   4 %     20,000 /s  6.17×  15,000 /s  8.23×  ✓ ≥ 2×',
      '  CPU per request, logged   30,000 /s  50 %     20,000 /s  1.50×  15,000 /s  2.00×  ✗ ≥ 2×',
      '',
      '1 of 2 bars met',
      'AMD EPYC, 2 cores, Node v20.20.2, commit abc123',
    ]);
  });

  it('is readable at 100 columns, with bars and changes', () => {
    const all = runOf(figures);
    const text = render(all, {
      earlier: (result: Run['results'][number]) => ({ at: all.at, result: { ...result, ours: 25_000 } }),
    });
    expect(text).toContain('Change: of ours, since the recorded run of 2026-11-21');
    expect(text).toContain('+20 %');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    for (const { name, what, peer } of benchmarks) {
      expect(`${name}: ${what}`.length).toBeLessThanOrEqual(100);
      expect(`against ${peer}`.length).toBeLessThanOrEqual(100);
    }
  });

  it('leaves out columns in which nothing stands', () => {
    const text = render(runOf([{ name: 'f', unit: 'ms', ours: 1, bar: null }]));
    expect(text).toContain('\n        ours\n  f  1.00 ms\n');
  });

  it('shows counts whole, leaves out ratios that say nothing, and tells how long the run took', () => {
    const hung: Figure = { name: 'hung', unit: 'count', ours: 0, peers: { peer: 3_200 }, ratios: false };
    const text = render(
      runOf([{ ...hung, bar: { kind: 'at-most', value: 0, unit: 'count' } }], { seconds: 125 }),
    );
    expect(text).toContain('\n  hung     0  3,200  ✓ ≤ 0\n');
    expect(text).toContain('\nTook 2 min 5 s');
  });

  it('says when others used the machine, when the tree was changed, and when the run was quick', () => {
    const text = render(runOf(figures, { load: 3, clean: false, quick: true }));
    expect(text).toContain('load 3');
    expect(text).toContain('commit abc123 with uncommitted changes');
    expect(text).toContain('A quick run');
  });

  it('has colours when asked, and then the same text', () => {
    const coloured = render(runOf(figures), { colours: true });
    expect(coloured).toContain('\u001b[32m✓ ≥ 2×');
    expect(stripVTControlCharacters(coloured)).toBe(render(runOf(figures)));
  });
});
