import { tally } from './test.command';

describe('the sum of all test runs', () => {
  it('adds up what each project said, colours or not, cached or not', () => {
    const output = [
      '> nx run auth:test  [existing outputs match the cache, left as is]',
      'Tests:       2 failed, 1 skipped, 5 passed, 8 total',
      '\u001b[1mTests:       \u001b[22m\u001b[32m7 passed\u001b[39m, 7 total',
      'Test Suites: 3 passed, 3 total',
    ].join('\n');
    expect(tally(output)).toEqual({ passed: 12, failed: 2 });
  });
});
