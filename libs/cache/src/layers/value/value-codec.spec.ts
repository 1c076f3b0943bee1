import { UncacheableValueError } from './uncacheable-value.error';
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
    ['fields that are undefined', { a: undefined, b: { c: undefined } }],
    ['rows of numbers', [new Float64Array([1.5, NaN]), new Int16Array([-1]), new BigUint64Array([1n])]],
    ['a part of a row of numbers', { part: new Float32Array([1, 2, 3]).subarray(1) }],
    ['memory', new Uint8Array([1, 2]).buffer],
    ['a regular expression', /a\/b+/giu],
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

  it('keeps the holes of a list as undefined', () => {
    expect(again([, 1])).toStrictEqual([undefined, 1]);
  });

  it('keeps the name, the message, the cause and the fields of an error', () => {
    const error = Object.assign(new TypeError('no', { cause: new Error('why') }), {
      code: 'E_NO',
      at: new Date(1),
    });
    const read = again(error) as typeof error;
    expect(read).toBeInstanceOf(Error);
    expect([read.name, read.message, read.code, read.at]).toEqual(['TypeError', 'no', 'E_NO', new Date(1)]);
    expect((read.cause as Error).message).toBe('why');
  });

  const itself: Record<string, unknown> = {};
  itself['list'] = [itself];
  let deep: object = {};
  for (let level = 0; level < 20_000; level += 1) deep = { deep };

  it.each<[string, unknown, string]>([
    ['a function', () => 1, ''],
    ['a symbol', Symbol('x'), ''],
    ['a function within', { user: { roles: ['a', () => 1] } }, 'user.roles[1]'],
    ['a field named by a symbol', { at: { [Symbol('x')]: 1 } }, 'at'],
    ['a promise', [Promise.resolve(1)], '[0]'],
    ['a weak map', { weak: new WeakMap() }, 'weak'],
    ['a view', { view: new DataView(new ArrayBuffer(1)) }, 'view'],
    ['what contains itself', itself, 'list[0]'],
  ])('refuses %s, and says where it is', (_name, value, path) => {
    expect(() => encodeValue(value)).toThrow(UncacheableValueError);
    expect(() => encodeValue(value)).toThrow(expect.objectContaining({ path, code: 'cache_value_refused' }));
  });

  it('refuses what is nested too deeply, and takes the same part twice', () => {
    expect(() => encodeValue(deep)).toThrow(UncacheableValueError);
    const part = { a: 1 };
    expect(again([part, { part }])).toEqual([part, { part }]);
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
