import { readOptions } from './bench.options';
import { benchmarks } from './benchmarks';

describe('the arguments', () => {
  it('select every benchmark unless some are named', () => {
    expect(readOptions([], benchmarks).selected).toEqual(benchmarks);
    const { selected, json } = readOptions(['--json', '--only', 'idle-memory'], benchmarks);
    expect(selected.map(({ name }) => name)).toEqual(['idle-memory']);
    expect(json).toBe(true);
    expect(readOptions(['idle-memory', '--only', 'service-start'], benchmarks).selected).toHaveLength(2);
  });

  it.each([
    [['--only', 'nope'], 'There is no benchmark "nope"; there are service-start, idle-memory'],
    [['--fast'], "Unknown option '--fast'"],
    [['nope', 'idle-memory'], 'There is no benchmark "nope"'],
    [['--quick', '--record'], 'leave out --quick'],
  ])('%j are refused in a sentence', (args, sentence) => {
    expect(() => readOptions(args, benchmarks)).toThrow(sentence);
  });
});
