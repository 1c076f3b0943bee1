import { bearerOf } from './bearer-token';

describe('the token of an Authorization header', () => {
  it.each(['Bearer abc.def', 'bearer abc.def', 'BEARER   abc.def'])(
    'is what stands behind its scheme: %j',
    (text) => {
      expect(bearerOf(text)).toBe('abc.def');
    },
  );

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer   ',
    'Basic abc',
    'Bearerabc def',
    'Bearer a b',
    'abc.def',
  ])('is none in %j', (text) => {
    expect(bearerOf(text)).toBeUndefined();
  });
});
