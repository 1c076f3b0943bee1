import { readRange } from './byte-ranges';

describe('a Range header, of ten bytes', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=2-5', { first: 2, last: 5 }],
    ['bytes=8-', { first: 8, last: 9 }],
    ['bytes=8-99', { first: 8, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=99-100', 'unsatisfiable'],
    [undefined, 'whole'],
    ['bytes=5-2', 'whole'],
    ['bytes=-', 'whole'],
    ['lines=1-2', 'whole'],
    ['bytes=0-1,4-5', 'whole'],
    [`bytes=${Array.from({ length: 10_000 }, () => '0-9').join(',')}`, 'whole'],
    ['bytes=99999999999999999999-', 'whole'],
  ])('%.40p is read', (header, asked) => expect(readRange(header, 10)).toEqual(asked));

  it('is unsatisfiable of nothing', () => expect(readRange('bytes=0-', 0)).toBe('unsatisfiable'));
});
