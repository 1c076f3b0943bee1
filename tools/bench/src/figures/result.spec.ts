import { type Bar, type Benchmark, type Figure } from '../benchmark';
import { resultOf } from './result';

const benchmark = (bar?: Bar): Benchmark => ({ name: 'b', what: '', peer: '', bar, run: async () => [] });
const figure: Figure = { name: 'f', unit: 'us', ours: 30, peers: { first: 20, second: 60 } };

describe('a figure with peers', () => {
  it('becomes a ratio to each', () => {
    const { peers, met } = resultOf(benchmark(), figure);
    expect(peers).toEqual([
      { name: 'first', value: 20, ratio: 1.5 },
      { name: 'second', value: 60, ratio: 0.5 },
    ]);
    expect(met).toBeNull();
  });

  it('is judged by its value, or by its ratio to the first', () => {
    const judge = (kind: Bar['kind'], value: number, unit: Bar['unit']) =>
      resultOf(benchmark({ kind, value, unit }), figure).met;
    expect(judge('at-most', 30, 'us')).toBe(true);
    expect(judge('at-most', 29, 'us')).toBe(false);
    expect(judge('at-least', 1.5, 'ratio')).toBe(true);
    expect(judge('at-least', 1.6, 'ratio')).toBe(false);
  });

  it('may have a bar of its own, or none', () => {
    const bar: Bar = { kind: 'at-most', value: 1, unit: 'us' };
    expect(resultOf(benchmark(bar), { ...figure, bar: { ...bar, value: 40 } }).met).toBe(true);
    expect(resultOf(benchmark(bar), { ...figure, bar: null })).toMatchObject({ bar: null, met: null });
  });

  it('may stand beside peers without a ratio, where either may be 0', () => {
    const counts: Figure = { name: 'hung', unit: 'count', ours: 0, peers: { first: 0 }, ratios: false };
    expect(resultOf(benchmark(), counts).peers).toEqual([{ name: 'first', value: 0, ratio: null }]);
    expect(() => resultOf(benchmark(), { ...counts, peers: { first: NaN } })).toThrow('not a number');
  });

  it('that is no number, or that its bar does not fit, is refused', () => {
    expect(() => resultOf(benchmark(), { ...figure, ours: NaN })).toThrow('b, f: ');
    expect(() => resultOf(benchmark(), { ...figure, peers: { first: 0 } })).toThrow('not a number');
    const bar: Bar = { kind: 'at-most', value: 1, unit: 'MiB' };
    expect(() => resultOf(benchmark(bar), figure)).toThrow('a bar in MiB does not fit a figure in us');
    expect(() => resultOf(benchmark({ ...bar, unit: 'ratio' }), { ...figure, peers: undefined })).toThrow(
      'does not fit',
    );
  });
});
