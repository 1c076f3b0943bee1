import { decodeValue, encodeValue } from './value-codec';

const again = (value: unknown): unknown => decodeValue(encodeValue(value));

describe('a value as text', () => {
  it.each<[string, unknown]>([
    ['a text', 'text'],
    ['a number', 1.5],
    ['true', true],
    ['null', null],
    ['undefined', undefined],
    ['NaN', NaN],
    ['an infinity', -Infinity],
    ['minus zero', -0],
    ['a big integer', 2n ** 80n],
    ['a date', new Date(1_700_000_000_123)],
    ['a map', new Map<unknown, unknown>([['a', new Date(5)], [{ key: 1 }, [1n]]])], // prettier-ignore
    ['a map of lists', new Map([['a', [1, [2]]]])],
    ['a set', new Set([1, 'a', new Set([2n])])],
    ['a buffer', Buffer.from([0, 255, 128])],
    ['bytes', new Uint8Array([0, 255])],
    ['a list with holes in it', [1, undefined, null]],
    ['nested objects', { a: { b: [{ c: new Date(7), d: -0 }] } }],
    ['an object that looks like a mark', { $: 'date', v: 1, w: [1n] }],
    ['an object with odd names', JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')],
    [
      'an object with odd names and a date',
      Object.assign(JSON.parse('{"__proto__": 3}'), { at: new Date(1) }),
    ],
  ])('keeps %s', (_name, value) => {
    expect(again(value)).toStrictEqual(value);
  });

  it('keeps buffers as buffers, and dates that are none as dates', () => {
    expect(Buffer.isBuffer(again(Buffer.from('x')))).toBe(true);
    expect((again(new Date(NaN)) as Date).getTime()).toBeNaN();
  });

  it('is plain JSON after its first letter where nothing would be lost', () => {
    expect(encodeValue({ a: [1, 'b', null] })).toBe('j{"a":[1,"b",null]}');
  });

  it('shows objects that show themselves as they do', () => {
    expect(again({ toJSON: () => ({ at: new Date(3) }) })).toEqual({ at: new Date(3) });
  });

  it('refuses a mark it does not know', () => {
    expect(() => decodeValue('s{"$":"moon","v":1}')).toThrow('moon');
    expect(() => decodeValue('s{"$":"toString","v":1}')).toThrow('toString');
  });
});
