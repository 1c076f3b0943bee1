import { counted, expectSame, expectTexts, inOrder } from './same';

const told = (id: string, seq: number) => ({ id, seq, text: `text of ${id}` });

describe('what was acknowledged and what is found', () => {
  it('is the same where each is there once, in the order of the conversation', () => {
    expect(inOrder([told('b', 2), told('a', 1)])).toEqual(['a', 'b']);
    expect(() => expectSame('stored', ['a', 'b'], ['a', 'b'])).not.toThrow();
  });

  it.each([
    ['one is missing', ['a'], '1 of 2 were not stored'],
    ['one is there twice', ['a', 'b', 'b'], '1 were stored twice'],
    ['the order is another', ['b', 'a'], 'they were stored in another order'],
  ])('is not the same where %s', (_case, found, said) => {
    expect(() => expectSame('stored', ['a', 'b'], found)).toThrow(said);
  });

  it('says what was said, and says it once', () => {
    const asked = [told('a', 1), told('b', 2)];
    const found = (...texts: [string, string][]) => new Map(texts);
    const good: [string, string][] = [
      ['a', 'text of a'],
      ['b', 'text of b'],
    ];
    expect(() => expectTexts(asked, found(...good))).not.toThrow();
    expect(() => expectTexts(asked, found(...good, ['c', 'text of a']))).toThrow(
      '1 were stored twice, under other ids',
    );
    expect(() => expectTexts(asked, found(...good, ['b', 'another']))).toThrow('1 of 2 say something else');
  });

  it('does not hold where nothing was there to be asked for', () => {
    expect(counted([1], 'file')).toBe('1 file');
    expect(counted([1, 2], 'file')).toBe('2 files');
    expect(() => counted([], 'file')).toThrow('there is no file to ask for');
  });
});
