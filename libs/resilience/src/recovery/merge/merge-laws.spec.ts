import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterRule, countAt, mergeCounters } from './counter';
import { hashRule } from './hash';
import { lockInForce, lockRule, mergeLocks } from './lock';
import { type MergeRule } from './merge-rule';
import { moments, samples } from './merge-samples.contract';
import { isRevoked, mergeRevocation, mergeRevocations, revocationRule } from './revocation';
import { mergeSessions, sessionAt, sessionRule } from './session';
import { setRule } from './set';
import { valueRule } from './stamped-value';

const runs = { numRuns: 500 };

/** A rule beside states it may meet. */
interface Case {
  readonly rule: MergeRule<unknown>;
  readonly state: fc.Arbitrary<unknown>;
}
const caseOf = <S>(rule: MergeRule<S>, state: fc.Arbitrary<S>) => ({ rule, state }) as Case;

const cases: readonly Case[] = [
  caseOf(revocationRule, samples.revocation),
  caseOf(lockRule, samples.lock),
  caseOf(counterRule, samples.counter),
  caseOf(sessionRule, samples.session),
  caseOf(setRule, samples.set),
  caseOf(hashRule, samples.hash),
  caseOf(valueRule, samples.value),
];

describe.each(cases.map(({ rule, state }) => [rule.name, rule, state] as const))(
  'merging copies of a %s',
  (name, rule, state) => {
    it('gives the same whichever copy comes first', () => {
      fc.assert(
        fc.property(state, state, (a, b) => expect(rule.merge(a, b)).toEqual(rule.merge(b, a))),
        runs,
      );
    });

    it('gives the same whichever two of three meet first', () => {
      const either = (a: unknown, b: unknown, c: unknown) =>
        expect(rule.merge(rule.merge(a, b), c)).toEqual(rule.merge(a, rule.merge(b, c)));
      fc.assert(fc.property(state, state, state, either), runs);
    });

    it('changes nothing the second time, nor with itself', () => {
      const twice = (a: unknown, b: unknown) => {
        const once = rule.merge(a, b);
        expect(rule.merge(once, b)).toEqual(once);
        expect(rule.merge(a, structuredClone(a))).toEqual(a);
      };
      fc.assert(fc.property(state, state, twice), runs);
    });

    it('is remembered as long as the copy that lasts longest says something', () => {
      const lasting = (a: unknown, b: unknown) => {
        const merged = rule.expiresAt(rule.merge(a, b));
        if (rule.laws.includes('monotone'))
          expect(merged).toBeGreaterThanOrEqual(Math.max(rule.expiresAt(a), rule.expiresAt(b)));
      };
      fc.assert(fc.property(state, state, lasting), runs);
    });

    it('stands in the page with the laws it declares', () => {
      const page = readFileSync(join(__dirname, '../../../../../docs/resilience/recovery.md'), 'utf8');
      const row = page.split('\n').find((line) => line.startsWith(`| ${name} `));
      const laws = ['commutative', 'associative', 'idempotent', 'monotone'] as const;
      const cells = row?.split('|').map((cell) => cell.trim());
      expect(cells?.slice(-5, -1)).toEqual(laws.map((law) => (rule.laws.includes(law) ? 'yes' : 'no')));
    });
  },
);

describe('security state only ever gets stricter when copies are merged', () => {
  it('what either copy revokes is revoked', () => {
    const stricter = (a: { expiresAt: number }, b: { expiresAt: number }) => {
      const merged = mergeRevocation(a, b);
      for (const now of moments) expect(isRevoked(merged, now)).toBe(isRevoked(a, now) || isRevoked(b, now));
    };
    fc.assert(fc.property(samples.revocation, samples.revocation, stricter), runs);
    const list = mergeRevocations(new Map([['x', { expiresAt: 9 }]]), new Map([['y', { expiresAt: 5 }]]));
    expect([...list.keys()].sort()).toEqual(['x', 'y']);
  });

  it('no lock ends earlier, unless an unlock names it', () => {
    fc.assert(
      fc.property(samples.lock, samples.lock, (a, b) => {
        const merged = mergeLocks(a, b);
        for (const [id, lock] of [...a, ...b]) {
          const lift = Math.max(a.get(id)?.liftedUntil ?? 0, b.get(id)?.liftedUntil ?? 0);
          if (lock.until <= lift) continue;
          for (const now of moments.filter((at) => at < lock.until))
            expect(lockInForce(merged, now)?.until).toBeGreaterThanOrEqual(lock.until);
        }
      }),
      runs,
    );
  });

  it('no count is lower than in either copy, unless it was cleared', () => {
    const uncleared = samples.counter.map(
      (state) => new Map([...state].map(([id, cell]) => [id, { ...cell, cleared: 0 }])),
    );
    fc.assert(
      fc.property(uncleared, uncleared, (a, b) => {
        const merged = mergeCounters(a, b);
        for (const now of moments)
          expect(countAt(merged, now)).toBeGreaterThanOrEqual(Math.max(countAt(a, now), countAt(b, now)));
      }),
      runs,
    );
  });

  it('a session revoked in either copy is revoked, and remembered as long as either would have lived', () => {
    fc.assert(
      fc.property(samples.session, samples.session, (a, b) => {
        const merged = mergeSessions(a, b);
        if (a.live === null || b.live === null)
          for (const now of moments) expect(sessionAt(merged, now)).toBeUndefined();
        expect(merged.keptUntil).toBeGreaterThanOrEqual(Math.max(a.keptUntil, b.keptUntil));
      }),
      runs,
    );
  });
});
