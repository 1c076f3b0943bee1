import { Seal } from './seal';
import { openBytes, sealBytes } from './seal-bytes';

const keyOf = (id: string) => ({ id, key: Buffer.alloc(32, id) });
const seal = new Seal([keyOf('b'), keyOf('a')]);
/** As every version has written it: nonce, tag, and `text` under 32 × `a`, for `place`. */
const written = Buffer.from('BwcHBwcHBwcHBwcHK1l8ZmlDBWynwR/WHVrD2CddYrQ=', 'base64');

describe('a seal', () => {
  it('opens for the name it was made for, with any of the keys, and not otherwise', () => {
    const sealed = seal.seal('text', 'place');
    expect(seal.open(sealed, 'place').toString()).toBe('text');
    expect([sealed.sealedWith, seal.isPresent(sealed), seal.present, seal.former]).toEqual([
      'b',
      true,
      'b',
      ['a'],
    ]);
    expect(() => seal.open(sealed, 'elsewhere')).toThrow();
    expect(seal.attempt(sealed, 'elsewhere')).toBeUndefined();
    const stranger = new Seal([keyOf('c')]);
    expect([stranger.canOpen(sealed), stranger.attempt(sealed, 'place')]).toEqual([false, undefined]);
    expect(() => stranger.open(sealed, 'place')).toThrow('does not have');
    sealed.sealed[sealed.sealed.length - 1]! ^= 1;
    expect(seal.attempt(sealed, 'place')).toBeUndefined();
  });

  it('opens what lies in databases from before', () => {
    expect(seal.open({ sealed: written, sealedWith: 'a' }, 'place').toString()).toBe('text');
  });

  it('never looks the same twice', () => {
    const made = Array.from({ length: 1_000 }, () => sealBytes(keyOf('a').key, 'x', 'place').toString('hex'));
    expect(new Set(made.map((one) => one.slice(0, 24))).size).toBe(1_000);
    expect(openBytes(keyOf('a').key, Buffer.from(made[999] ?? '', 'hex'), 'place').toString()).toBe('x');
  });
});
