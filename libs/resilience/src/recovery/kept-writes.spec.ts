import * as fc from 'fast-check';
import { type KeptBatch, type KeptStore } from './kept-store';
import { KeptWritesFullError } from './kept-writes-full.error';
import { KeptWrites } from './kept-writes';
import { type Revocation, revocationRule } from './merge/revocation';
import { type SetState, setRule } from './merge/set';

let now = 0;
const clock = () => now;
const until = (expiresAt: number): Revocation => ({ expiresAt });
const unit = { bytesOf: () => 0 };

/** Two stores in a room for three, one of which may be dropped from. */
function room(maxEntries = 3, maxBytes = 1_000_000) {
  const kept = new KeptWrites({ maxEntries, maxBytes, now: clock });
  const durable = kept.store({ name: 'durable', rule: revocationRule, isDurable: true, ...unit });
  const only = kept.store({ name: 'only', rule: revocationRule, isDurable: false, ...unit });
  return { kept, durable, only };
}

const drainAll = (store: KeptStore<Revocation>): Record<string, number> => {
  const all: Record<string, number> = {};
  for (let batch = store.drain(2); batch; batch = store.drain(2)) {
    for (const { key, state } of batch.entries) all[key] = state.expiresAt;
    store.acknowledge(batch);
  }
  return all;
};

describe('kept writes', () => {
  beforeEach(() => (now = 0));

  it('are coalesced by key through the rule of their store', () => {
    const { kept, only } = room();
    only.keep('a', until(900));
    only.keep('a', until(500));
    expect(kept.stats).toMatchObject({ kept: 2, coalesced: 1, entries: 1 });
    expect(drainAll(only)).toEqual({ a: 900 });
    expect(kept.stats).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('that expired meanwhile are not reconciled', () => {
    const { kept, only } = room();
    only.keep('over', until(100));
    only.keep('live', until(900));
    now = 100;
    expect(drainAll(only)).toEqual({ live: 900 });
    expect(kept.stats).toMatchObject({ expired: 1, entries: 0 });
  });

  it('make room by dropping what the record has, oldest first, and say that it must be rehydrated', () => {
    const { kept, durable, only } = room();
    for (const key of ['a', 'b', 'c']) durable.keep(key, until(900));
    only.keep('x', until(900));
    expect(durable.takeDropped()).toBe(1);
    expect(durable.takeDropped()).toBe(0);
    durable.giveBackDropped(1);
    expect(durable.takeDropped()).toBe(1);
    expect(kept.stats).toMatchObject({ dropped: 1, entries: 3 });
    expect(Object.keys(drainAll(durable))).toEqual(['b', 'c']);
  });

  it('are never dropped if they are nowhere else: the next one is refused, and nothing is lost by that', () => {
    const { kept, durable, only } = room();
    for (const key of ['a', 'b', 'c']) only.keep(key, until(900));
    expect(() => only.keep('d', until(900))).toThrow(KeptWritesFullError);
    durable.keep('e', until(900));
    only.keep('a', until(950));
    expect(kept.stats).toMatchObject({ refused: 1, dropped: 1, entries: 3 });
    expect(durable.takeDropped()).toBe(1);
    expect(drainAll(only)).toEqual({ b: 900, c: 900, a: 950 });
  });

  it('are bounded by bytes too; a write that grows too large is refused and its key stays as it was', () => {
    const kept = new KeptWrites({ maxBytes: 1_000 });
    const sets = kept.store({ name: 'sets', rule: setRule, isDurable: false });
    const member = (name: string): SetState =>
      new Map([[name, { value: true, expiresAt: Infinity, stamp: { at: 1, origin: 'o' } }]]);
    sets.keep('k', member('m'));
    const before = kept.stats.bytes;
    expect(() => sets.keep('k', member('n'.repeat(900)))).toThrow(KeptWritesFullError);
    expect(kept.stats).toMatchObject({ bytes: before, entries: 1, refused: 1 });
    expect(sets.drain(9)?.entries[0]?.state).toEqual(member('m'));
  });

  it('do not refuse a small write by dropping everything for a large one that cannot fit', () => {
    const { kept, durable } = room(10, 2_000);
    const large = kept.store({
      name: 'large',
      rule: revocationRule,
      isDurable: false,
      bytesOf: () => 5_000,
    });
    durable.keep('a', until(900));
    expect(() => large.keep('b', until(900))).toThrow(KeptWritesFullError);
    expect(durable.size).toBe(1);
  });

  it('stay when the batch is acknowledged but their key was written again', () => {
    const { kept, only } = room();
    only.keep('a', until(500));
    const batch = only.drain(1) as KeptBatch<Revocation>;
    only.keep('a', until(900));
    only.acknowledge(batch);
    only.acknowledge(batch);
    expect(only.unsettled).toBe(1);
    expect(kept.stats.entries).toBe(1);
    expect(drainAll(only)).toEqual({ a: 900 });
  });

  it('come back from a failed batch without undoing newer ones', () => {
    const { kept, only } = room();
    only.keep('a', until(500));
    only.keep('b', until(500));
    const batch = only.drain(2) as KeptBatch<Revocation>;
    only.keep('a', until(900));
    expect(only.unsettled).toBe(3);
    only.giveBack(batch);
    only.giveBack(batch);
    expect(kept.stats.entries).toBe(2);
    expect(drainAll(only)).toEqual({ a: 900, b: 500 });
    expect(kept.stats).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('of one name are kept in one place', () => {
    const { kept } = room();
    expect(() => kept.store({ name: 'only', rule: revocationRule, isDurable: false })).toThrow('already');
  });

  it('through any sequence of keeping, draining and failing: none lost, the bound held, the books right', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      fc.record({ do: fc.constant('keep' as const), key, at: fc.integer({ min: 1, max: 99 }) }),
      fc.record({ do: fc.constantFrom('drain' as const, 'acknowledge' as const, 'giveBack' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { kept, only } = room(4);
        const owed = new Map<string, number>();
        const written = new Map<string, number>();
        const open: KeptBatch<Revocation>[] = [];
        const settle = (batch: KeptBatch<Revocation>) => {
          for (const { key: name, state } of batch.entries)
            written.set(name, Math.max(written.get(name) ?? 0, state.expiresAt));
          only.acknowledge(batch);
        };
        for (const one of steps) {
          if (one.do === 'keep') {
            try {
              only.keep(one.key, until(one.at));
              owed.set(one.key, Math.max(owed.get(one.key) ?? 0, one.at));
            } catch (error) {
              expect(error).toBeInstanceOf(KeptWritesFullError);
            }
          } else if (one.do === 'drain') open.push(...[only.drain(2)].filter((batch) => batch !== undefined));
          else {
            const batch = open.shift();
            if (batch && one.do === 'acknowledge') settle(batch);
            else if (batch) only.giveBack(batch);
          }
          expect(kept.stats.entries).toBe(only.unsettled);
          expect(kept.stats.entries).toBeLessThanOrEqual(4);
        }
        open.forEach((batch) => only.giveBack(batch));
        for (let batch = only.drain(2); batch; batch = only.drain(2)) settle(batch);
        expect(written).toEqual(owed);
        expect(kept.stats).toMatchObject({ entries: 0, bytes: 0 });
      }),
      { numRuns: 300 },
    );
  });

  it('are known by their key until they are acknowledged, and which of them are on their way', () => {
    const store = new KeptWrites({ now: clock }).store({ name: 'known', rule: revocationRule, isDurable: false }); // prettier-ignore
    const known = () => [store.has('a'), store.isOnItsWay('a'), store.has('b')];
    store.keep('a', until(1e15));
    expect(known()).toEqual([true, false, false]);
    const batch = store.drain(2) ?? { entries: [] };
    expect(known()).toEqual([true, true, false]);
    store.giveBack(batch);
    expect(known()).toEqual([true, false, false]);
    store.acknowledge(store.drain(2) ?? { entries: [] });
    expect(known()).toEqual([false, false, false]);
  });

  it('of 100,000 keys drain in steps of which none passes over all of them', () => {
    const kept = new KeptWrites({ now: clock });
    let looks = 0;
    const rule = { ...revocationRule, expiresAt: (state: Revocation) => ((looks += 1), state.expiresAt) };
    const store = kept.store({ name: 'many', rule, isDurable: false });
    for (let index = 0; index < 100_000; index += 1)
      store.keep(`key:${index}`, until(index < 50_000 ? 1 : 9));
    now = 5;
    let batches = 0;
    let done = 0;
    for (let batch = store.drain(100); batch; batch = store.drain(100)) {
      expect(looks).toBeLessThanOrEqual(1_100);
      looks = 0;
      batches += 1;
      done += batch.entries.length;
      store.acknowledge(batch);
    }
    expect({ batches, done }).toEqual({ batches: 550, done: 50_000 });
    expect(kept.stats).toMatchObject({ entries: 0, bytes: 0, expired: 50_000 });
  });
});
