import { jsonCodec } from './state-codec';

describe('a state as text', () => {
  it.each([
    ['an object', { expiresAt: 5, live: null }],
    ['a Map, special names included', new Map([['__proto__', { until: 1 }]])],
    ['an empty Map', new Map()],
  ])('comes back the same: %s', (_what, state) =>
    expect(jsonCodec.decode(jsonCodec.encode(state))).toEqual(state),
  );

  it('is the same text for the same Map, in whatever order it was made', () => {
    const one = new Map([['a', 1], ['b', 2]]); // prettier-ignore
    const other = new Map([['b', 2], ['a', 1]]); // prettier-ignore
    expect(jsonCodec.encode(one)).toBe(jsonCodec.encode(other));
  });

  it('is refused where JSON would lose a part of it', () => {
    expect(() => jsonCodec.encode({ fields: new Map([['a', 1]]) })).toThrow('codec of its own');
    expect(() => jsonCodec.encode(new Map([['a', [new Set()]]]))).toThrow('codec of its own');
  });
});
