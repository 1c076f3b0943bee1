import { fitted } from './fitted';

describe('a line of a terminal', () => {
  it.each([
    ['is left alone where it has room', 'Redis is back', 20, 'Redis is back'],
    ['ends where the room does', 'Redis is back', 5, 'Redis'],
    [
      'has its colours for nothing, and they are ended',
      '\u001B[31mRedis\u001B[0m',
      3,
      '\u001B[31mRed\u001B[0m',
    ],
    ['has wide letters of two columns each', '会議に参加', 7, '会議に'],
    ['has an accent in the column of its letter', 'e\u0301te\u0301', 2, 'e\u0301t'],
    ['is one line, whatever a server says', 'gone:\n\u001B[2Jall', 12, 'gone:  [2Jal'],
  ])('%s', (_what, line, columns, shown) => {
    expect(fitted(line, columns)).toBe(shown);
  });
});
