import { defaultBackplaneOptions } from './backplane.options';
import { IncomingSeries } from './incoming-series';

const { patienceMs, askAgainMs, keptMs } = defaultBackplaneOptions;

describe('the notices of one sender', () => {
  const heard: unknown[] = [];
  let duplicates = 0;
  let series: IncomingSeries;

  beforeEach(() => {
    heard.length = 0;
    duplicates = 0;
    series = new IncomingSeries(1, defaultBackplaneOptions, {
      onNotice: (payload) => heard.push(payload),
      onGap: () => heard.push('(gap)'),
      onDuplicate: () => (duplicates += 1),
    });
  });

  it('are delivered in their order, each once, however they come', () => {
    series.take(3, ['c', 'd'], 0);
    series.take(1, ['a'], 0);
    series.take(1, ['a', 'b', 'c'], 0);
    series.take(4, ['d', 'e'], 0);
    expect(heard).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(duplicates).toBe(3);
    expect(series.lacks).toBe(false);
  });

  it('are asked for when they have had time to come by themselves, and again, but only what is missing', () => {
    series.take(1, ['a'], 0);
    series.take(5, ['e'], 0);
    expect(series.want(patienceMs - 1, false)).toBeUndefined();
    expect(series.want(patienceMs, false)).toEqual({ from: 2, upTo: 4 });
    expect(series.want(patienceMs + 1, false)).toBeUndefined();
    expect(series.want(patienceMs + askAgainMs, false)).toEqual({ from: 2, upTo: 4 });
    series.take(2, ['b', 'c', 'd'], 1_000);
    expect(heard).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(series.want(9_999, false)).toBeUndefined();
  });

  it('are missed too where nothing came after them but a pulse', () => {
    series.take(1, ['a'], 0);
    series.exists(3, 0);
    expect(series.want(patienceMs, false)).toEqual({ from: 2, upTo: 3 });
  });

  it.each([
    ['asked for too long', keptMs + 1, false],
    ['their sender is gone', askAgainMs + 1, true],
  ])('are a gap, told before what comes after it, when %s', (_name, waited, isGone) => {
    series.take(1, ['a'], 0);
    series.take(4, ['d'], 0);
    series.want(waited, isGone);
    expect(heard).toEqual(['a', '(gap)', 'd']);
    series.take(2, ['b', 'c'], waited);
    expect(heard).toEqual(['a', '(gap)', 'd']);
  });

  it('are one gap where their sender has them no more, and what is here of them is delivered', () => {
    series.take(2, ['b'], 0);
    series.take(9, ['i'], 0);
    series.lose(9);
    expect(heard).toEqual(['(gap)', 'b', 'i']);
    expect(series.lacks).toBe(false);
    series.lose(5);
    expect(heard).toHaveLength(3);
  });

  it('are held in a bound while something before them is missing', () => {
    series.take(2, Array.from({ length: 20_000 }, (_, index) => index), 0); // prettier-ignore
    expect(heard[0]).toBe('(gap)');
    expect(heard).toHaveLength(20_001);
  });
});
