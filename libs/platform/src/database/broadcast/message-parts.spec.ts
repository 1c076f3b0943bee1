import { BroadcastRefusedError } from './broadcast-refused.error';
import { PartJoiner, partsOf } from './message-parts';

/** What comes out at the other end. */
function carried(payload: string): (string | undefined)[] {
  const joiner = new PartJoiner();
  return partsOf(payload).map((part) => joiner.take(part));
}

describe('a broadcast in parts', () => {
  it.each([
    ['nothing', ''],
    ['as much as fits one', 'a'.repeat(7_900)],
    ['one byte more', 'a'.repeat(7_901)],
    ['what takes three bytes a character', 'ก'.repeat(50_000)],
    ['pairs of surrogates, wherever it is cut', `a${'😀'.repeat(50_000)}`],
  ])('carries %s, in what PostgreSQL has room for', (_, payload) => {
    for (const part of partsOf(payload)) expect(Buffer.byteLength(part)).toBeLessThan(8_000);
    const heard = carried(payload);
    expect(heard.pop()).toBe(payload);
    expect(heard.every((each) => each === undefined)).toBe(true);
  });

  it('refuses what nobody should broadcast', () => {
    expect(() => partsOf('a'.repeat(256 * 1024 + 1))).toThrow(BroadcastRefusedError);
  });

  it('makes nothing up where a part is missing, or of what others say on the channel', () => {
    const [first = '', second = '', third = ''] = partsOf('a'.repeat(7_000));
    expect([first, second, third].filter(Boolean)).toHaveLength(1);
    const parts = partsOf('ก'.repeat(6_000));
    const joiner = new PartJoiner();
    expect(parts).toHaveLength(3);
    expect([parts[0], parts[2]].map((part) => joiner.take(part as string))).toEqual([undefined, undefined]);
    expect(joiner.take('hello')).toBeUndefined();
    expect(partsOf('whole').map((part) => joiner.take(part))).toEqual(['whole']);
  });
});
