import { tally } from './test.command';

describe('the sum of all test runs', () => {
  it('adds up what each project said, colours or not, cached or not', () => {
    const output = [
      '> nx run auth:test  [existing outputs match the cache, left as is]',
      'Tests:       2 failed, 1 skipped, 5 passed, 8 total',
      '\u001b[1mTests:       \u001b[22m\u001b[32m7 passed\u001b[39m, 7 total',
      'Test Suites: 3 passed, 3 total',
    ].join('\n');
    expect(tally(output)).toEqual({ passed: 12, failed: 2, late: 0 });
  });

  it('counts what was run again once, and says how many passed only then', () => {
    const output = [
      'Tests:       2 failed, 5 passed, 7 total',
      'again | Tests:       1 failed, 2 passed, 3 total',
      'again | \u001b[1mTests:       \u001b[22m3 passed, 3 total',
      'Run again, and passed: 2 tests',
      'Tests:       1 failed, 4 passed, 5 total',
    ].join('\n');
    expect(tally(output)).toEqual({ passed: 11, failed: 1, late: 2 });
  });
});
