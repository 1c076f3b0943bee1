import { expiringIn, isExpired, neverExpires, remainingPx } from './expiring';
import { heapBytes } from './heap-bytes';
import { payloadBytes } from './payload-bytes';
import { compareStamps, StampSource } from './stamp';

describe('a moment of expiry', () => {
  it('runs on during an outage: what is written later is written with what is left', () => {
    const { expiresAt } = expiringIn('x', 1_000, 5_000);
    expect(remainingPx(expiresAt, 5_000)).toBe(1_000);
    expect(remainingPx(expiresAt, 5_999.5)).toBe(1);
    expect(remainingPx(expiresAt, 6_000)).toBeUndefined();
    expect(isExpired(expiresAt, 5_999)).toBe(false);
  });

  it('may never come, and is still a PX that Redis takes', () => {
    expect(expiringIn('x', Infinity, 5).expiresAt).toBe(neverExpires);
    expect(Number.isSafeInteger(remainingPx(neverExpires, Date.now()))).toBe(true);
  });
});

describe('stamps', () => {
  it('rise although the clock stands or steps back, and past those seen from a faster clock', () => {
    let now = 100;
    const source = new StampSource('a', () => now);
    const first = source.next();
    now = 50;
    const second = source.next();
    expect(compareStamps(first, second)).toBeLessThan(0);
    source.observe({ at: 500, origin: 'b' });
    expect(source.next().at).toBe(501);
  });

  it('of one moment are told apart by origin', () => {
    expect(compareStamps({ at: 1, origin: 'a' }, { at: 1, origin: 'b' })).toBeLessThan(0);
    expect(compareStamps({ at: 1, origin: 'b' }, { at: 1, origin: 'a' })).toBeGreaterThan(0);
    expect(compareStamps({ at: 1, origin: 'b' }, { at: 1, origin: 'b' })).toBe(0);
  });
});

describe('payload', () => {
  it('counts text as UTF-8 and containers as what they hold', () => {
    expect(payloadBytes('né')).toBe(3);
    expect(payloadBytes({ id: 'abc', at: 1, live: true, none: null })).toBe(5 + 10 + 8 + 8);
    expect(payloadBytes(new Map([['key', [1, [2, 'x']]]]))).toBe(3 + 17);
    expect(payloadBytes(new Set(['ab', new Date()]))).toBe(10);
    expect(payloadBytes(Buffer.alloc(7))).toBe(7);
  });
});

describe('heap', () => {
  it('counts what Node puts around the payload, of every field and entry', () => {
    const values = [
      'text',
      1,
      true,
      null,
      Buffer.alloc(7),
      { a: 'x' },
      ['x'],
      new Map([['k', 'v']]),
      new Set(['m']),
    ];
    for (const value of values) expect(heapBytes(value)).toBeGreaterThan(payloadBytes(value));
    const entry = heapBytes(new Map([['k', 'v']])) - heapBytes(new Map());
    expect(entry).toBeGreaterThan(heapBytes('k') + heapBytes('v'));
    expect(heapBytes(new Set(['k']))).toBeLessThan(heapBytes(new Map([['k', 'v']])));
  });
});
