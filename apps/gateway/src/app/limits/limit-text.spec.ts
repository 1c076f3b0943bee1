import { readLimit } from './limit-text';

describe('a limit as an operator writes it', () => {
  it('is so many in such a time, with a burst as large as the limit unless told', () => {
    expect(readLimit('60/1m')).toEqual({ limit: 60, periodMs: 60_000, burst: 60, isShadow: false });
    expect(readLimit('5/10s burst 2')).toEqual({ limit: 5, periodMs: 10_000, burst: 2, isShadow: false });
  });

  it('may refuse nobody, or not be there at all', () => {
    expect(readLimit('60/1h burst 20 shadow')).toMatchObject({ periodMs: 3_600_000, isShadow: true });
    expect(readLimit('off')).toBeUndefined();
  });

  it.each([
    '',
    '60',
    '60/m',
    '0/1m',
    '60/0m',
    '60/1m burst 0',
    '60/1d',
    '-1/1m',
    '60/1m shadow burst 2',
    ' 60/1m',
  ])('is refused where it says nothing: %j', (text) => {
    expect(() => readLimit(text)).toThrow('be written like 60/1m burst 20');
  });
});
