import * as fc from 'fast-check';
import { heldSessionCodec } from './held-session-codec';
import { heldEnded, heldLive, type HeldSession, heldSessionRule } from './held-session-rule';

const { merge } = heldSessionRule;
const copies: fc.Arbitrary<HeldSession> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({
        version: fc.integer({ min: 1, max: 2 }),
        sealedAt: fc.integer({ min: 0, max: 1 }),
        sealed: fc.constantFrom('k.1', 'k.2', 'k.3'),
        seenAt: fc.integer({ min: 1, max: 3 }),
        activeUntil: fc.integer({ min: 5, max: 7 }),
      })
      .map(heldLive),
  },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 7 }).map(heldEnded) },
);

describe('copies of a session', () => {
  it('merge to the same in whatever order and however often, and never to less than one that has ended', () => {
    const laws = (one: HeldSession, two: HeldSession, three: HeldSession) => {
      expect(merge(one, two)).toEqual(merge(two, one));
      expect(merge(merge(one, two), three)).toEqual(merge(one, merge(two, three)));
      expect(merge(one, one)).toEqual(one);
      if (!one.live || !two.live) expect(merge(one, two).live).toBeNull();
    };
    fc.assert(fc.property(copies, copies, copies, laws), { numRuns: 1_000 });
  });

  it('say what the newest row says, and when any of them was last used', () => {
    const old = { version: 1, sealedAt: 9, sealed: 'k.old', seenAt: 9, activeUntil: 20 };
    const written = { version: 2, sealedAt: 0, sealed: 'k.new', seenAt: 5, activeUntil: 15 };
    const merged = { version: 2, sealedAt: 0, sealed: 'k.new', seenAt: 9, activeUntil: 20 };
    expect(merge(heldLive(old), heldLive(written))).toEqual({ live: merged, keptUntil: 20 });
  });

  it('are read as they were written, and what is none is refused', () => {
    const same = (state: HeldSession) =>
      expect(heldSessionCodec.decode(heldSessionCodec.encode(state))).toEqual(state);
    fc.assert(fc.property(copies, same));
    for (const text of ['', 'e', 'ex', '{}', 'null', '1|2|3|4', '1|2|3|x|k.s', '1|2||4|k.s'])
      expect(() => heldSessionCodec.decode(text)).toThrow();
  });
});
