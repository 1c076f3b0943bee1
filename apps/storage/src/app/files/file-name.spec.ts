import { faultOfName } from './file-name';

describe('the name of a file', () => {
  it.each([
    'a.txt',
    'Ünïcode ☃ 漢字.pdf',
    'شكرا.txt',
    '👩‍👩‍👧.png',
    '.profile',
    'a'.repeat(255),
    '"q" ; x=%41.txt',
  ])('may be %p', (name) => expect(faultOfName(name)).toBeUndefined());

  it.each([
    ...[
      '',
      ' ',
      '.',
      '..',
      '../../etc/passwd',
      'a/b',
      'c:\\boot.ini',
      'a\0b',
      'a\r\nSet-Cookie: x',
      'a\u0085b',
    ],
    ...['gpj.\u202Eexe', 'a\u2066b', 'a\u2028b', '\ud800', 'x'.repeat(4_000), 'ß'.repeat(128)],
  ])('may not be %p', (name) => expect(faultOfName(name)).toMatch(/^must /));
});
