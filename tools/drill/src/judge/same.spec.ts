import { counted, expectOnce, expectSame, inOrder } from './same';

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

  it('shows a write that was doubled under another id', () => {
    expect(() => expectOnce('stored', ['one', 'two'])).not.toThrow();
    expect(() => expectOnce('stored', ['one', 'two', 'one'])).toThrow('1 were stored twice, under other ids');
  });

  it('does not hold where nothing was there to be asked for', () => {
    expect(counted([1], 'file')).toBe('1 file');
    expect(counted([1, 2], 'file')).toBe('2 files');
    expect(() => counted([], 'file')).toThrow('there is no file to ask for');
  });
});
