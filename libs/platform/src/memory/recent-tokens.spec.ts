import { RecentTokens } from './recent-tokens';

describe('what a token said', () => {
  const end = 'x'.repeat(40);
  const tokens = new RecentTokens<string>(10);
  beforeAll(() => tokens.set(`head.ada.${end}`, 'ada'));

  it('is remembered', () => expect(tokens.get(`head.ada.${end}`)).toBe('ada'));

  it('is not said by another that ends alike', () => {
    expect(tokens.get(`head.eve.${end}`)).toBeUndefined();
    expect(tokens.get(end)).toBeUndefined();
    expect(tokens.get('')).toBeUndefined();
  });

  it('is forgotten when it is said to be', () => {
    tokens.delete(`head.ada.${end}`);
    expect(tokens.get(`head.ada.${end}`)).toBeUndefined();
  });
});
