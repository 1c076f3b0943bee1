import * as fc from 'fast-check';
import { ExpiryQueue } from './expiry-queue';
import { MemoryTier } from './memory-tier';
import { MemoryTierFullError } from './memory-tier-full.error';

let now = 0;
const clock = () => now;
const tierOf = (maxEntries: number, maxBytes = 1_000_000) =>
  new MemoryTier<string>('test', { maxEntries, maxBytes, now: clock, bytesOf: (_, value) => value.length });
const ordinary = (value: string, expiresAt = 1_000) => ({ value, expiresAt, isLiveSecurity: false });
const security = (value: string, expiresAt = 1_000) => ({ value, expiresAt, isLiveSecurity: true });

describe('a memory tier', () => {
  beforeEach(() => (now = 0));

  it('holds 1,000 entries unless told otherwise', () => {
    const tier = new MemoryTier<string>('default', { now: clock });
    for (let index = 0; index < 1_001; index += 1) tier.put(`${index}`, ordinary('x'));
    expect(tier.stats).toMatchObject({ entries: 1_000, evictions: 1 });
    expect(tier.stats.bytes).toBeLessThanOrEqual(1024 * 1024);
  });

  it('makes room by what was unused for longest, and reading is using', () => {
    const tier = tierOf(2);
    tier.put('a', ordinary('1'));
    tier.put('b', ordinary('2'));
    expect(tier.get('a')).toBe('1');
    expect(tier.peek('b')).toBe('2');
    tier.put('c', ordinary('3'));
    expect([tier.peek('a'), tier.peek('b'), tier.peek('c')]).toEqual(['1', undefined, '3']);
    expect(tier.stats).toEqual({
      entries: 2,
      bytes: 2,
      hits: 1,
      misses: 0,
      evictions: 1,
      refused: 0,
      expired: 0,
    });
  });

  it('holds no more bytes than it may', () => {
    const tier = tierOf(100, 10);
    tier.put('a', ordinary('1234'));
    tier.put('b', ordinary('1234'));
    tier.put('c', ordinary('12345'));
    expect(tier.stats).toMatchObject({ entries: 2, bytes: 9, evictions: 1 });
    expect(() => tier.put('d', ordinary('12345678901'))).toThrow(MemoryTierFullError);
    tier.put('c', ordinary('1'));
    expect(tier.stats).toMatchObject({ entries: 2, bytes: 5, refused: 1 });
  });

  it('never evicts live security state: a flood of others leaves it, a flood of its own is refused', () => {
    const tier = tierOf(3);
    tier.put('lock', security('l'));
    for (let index = 0; index < 50; index += 1) tier.put(`flood:${index}`, ordinary('f'));
    expect(tier.peek('lock')).toBe('l');
    tier.put('lock2', security('l'));
    tier.put('lock3', security('l'));
    expect(() => tier.put('lock4', security('l', 500))).toThrow(MemoryTierFullError);
    expect(() => tier.put('any', ordinary('x'))).toThrow(MemoryTierFullError);
    expect(['lock', 'lock2', 'lock3'].map((key) => tier.peek(key))).toEqual(['l', 'l', 'l']);
    expect(tier.stats).toMatchObject({ entries: 3, refused: 2 });
  });

  it('says that it is not complete while what it refused would hold', () => {
    const tier = tierOf(1);
    tier.put('lock', security('l'));
    expect(() => tier.put('any', ordinary('x', 900))).toThrow();
    expect(tier.isComplete).toBe(true);
    expect(() => tier.put('lock2', security('l', 500))).toThrow();
    now = 499;
    expect(tier.isComplete).toBe(false);
    now = 500;
    expect(tier.isComplete).toBe(true);
  });

  it('refuses nothing for the sake of what has expired', () => {
    const tier = tierOf(4);
    for (const key of ['a', 'b', 'c', 'd']) tier.put(key, security('l', 100));
    now = 100;
    tier.put('e', security('l'));
    for (const key of ['f', 'g', 'h']) tier.put(key, security('l'));
    expect(tier.stats).toMatchObject({ entries: 4, expired: 4, refused: 0 });
    const small = tierOf(10, 4);
    for (const key of ['a', 'b', 'c', 'd']) small.put(key, security('l', 200));
    now = 200;
    small.put('large', security('1234'));
    expect(small.stats).toMatchObject({ entries: 1, expired: 4, refused: 0 });
  });

  it('does not evict what lives while something has expired', () => {
    const tier = tierOf(10, 4);
    tier.put('old', ordinary('1'));
    for (const key of ['a', 'b', 'c']) tier.put(key, ordinary('2', 100));
    now = 100;
    tier.put('large', ordinary('333'));
    expect(tier.peek('old')).toBe('1');
    expect(tier.stats.evictions).toBe(0);
  });

  it('ends an entry at its moment, when it is read or swept, a bounded number at a time', () => {
    const tier = tierOf(100);
    for (let index = 0; index < 10; index += 1) tier.put(`${index}`, ordinary('x', 100 + index));
    now = 99;
    expect(tier.get('0')).toBe('x');
    now = 105;
    expect(tier.get('0')).toBeUndefined();
    expect(tier.sweep(3)).toBe(3);
    expect(tier.sweep(100)).toBe(2);
    expect(tier.stats).toMatchObject({ entries: 4, bytes: 4, hits: 1, misses: 1, expired: 6 });
  });

  it('clears away a few expired entries with every put', () => {
    const tier = tierOf(100);
    for (let index = 0; index < 10; index += 1) tier.put(`${index}`, ordinary('x', 100));
    now = 100;
    tier.put('new', ordinary('y'));
    expect(tier.stats).toMatchObject({ entries: 9, expired: 2 });
  });

  it('replaces, deletes and ignores what is over already', () => {
    const tier = tierOf(2);
    tier.put('a', ordinary('12'));
    tier.put('a', security('123'));
    expect(tier.stats).toMatchObject({ entries: 1, bytes: 3 });
    expect([tier.delete('a'), tier.delete('a')]).toEqual([true, false]);
    now = 5;
    tier.put('b', ordinary('x', 5));
    tier.put('c', ordinary('x'));
    tier.put('c', ordinary('x', 5));
    expect(tier.stats).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('replaces live security state by as much when it is full of it', () => {
    const tier = tierOf(1, 3);
    tier.put('a', security('123'));
    tier.put('a', security('456', 2_000));
    expect(tier.peek('a')).toBe('456');
    expect(() => tier.put('a', security('4567'))).toThrow(MemoryTierFullError);
    expect(tier.peek('a')).toBe('456');
  });

  it('keeps its bounds, its books and all live security state through any sequence', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.record({
      key,
      size: fc.nat(4),
      lives: fc.integer({ min: 1, max: 20 }),
      isLiveSecurity: fc.boolean(),
      later: fc.nat(3),
      do: fc.constantFrom('put', 'put', 'get', 'delete', 'sweep'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        now = 0;
        const tier = tierOf(3, 8);
        const secure = new Map<string, { value: string; expiresAt: number }>();
        for (const { later, ...one } of steps) {
          now += later;
          if (one.do === 'get') tier.get(one.key);
          else if (one.do === 'sweep') tier.sweep(1);
          else if (one.do === 'delete') {
            tier.delete(one.key);
            secure.delete(one.key);
          } else {
            const put = { value: 'x'.repeat(one.size), expiresAt: now + one.lives, ...one };
            try {
              tier.put(one.key, put);
              secure.delete(one.key);
              if (one.isLiveSecurity) secure.set(one.key, put);
            } catch (error) {
              expect(error).toBeInstanceOf(MemoryTierFullError);
            }
          }
          expect(tier.stats.entries).toBeLessThanOrEqual(3);
          expect(tier.stats.bytes).toBeLessThanOrEqual(8);
          for (const [name, { value, expiresAt }] of secure)
            expect(tier.peek(name)).toBe(expiresAt > now ? value : undefined);
        }
        for (const name of ['a', 'b', 'c', 'd', 'e']) tier.delete(name);
        expect(tier.stats).toMatchObject({ entries: 0, bytes: 0 });
      }),
      { numRuns: 300 },
    );
  });
});

describe('an expiry queue', () => {
  it('gives what ends first, whatever was added and taken out', () => {
    const moments = fc.array(fc.record({ at: fc.nat(20), keep: fc.boolean() }), { maxLength: 40 });
    fc.assert(
      fc.property(moments, (all) => {
        const queue = new ExpiryQueue<{ expiresAt: number; position: number }>();
        const entries = all.map(({ at }) => ({ expiresAt: at, position: 0 }));
        entries.forEach((entry) => queue.add(entry));
        entries.forEach((entry, index) => all[index]?.keep || queue.remove(entry));
        const order: number[] = [];
        for (let first = queue.first; first; first = queue.first) {
          order.push(first.expiresAt);
          queue.remove(first);
        }
        const kept = all.filter(({ keep }) => keep).map(({ at }) => at);
        expect(order).toEqual(kept.sort((one, other) => one - other));
      }),
    );
  });
});
