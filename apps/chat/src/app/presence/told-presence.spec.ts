import fc from 'fast-check';
import { ToldPresence } from './told-presence';

const made = (maxUsers = 100) => new ToldPresence({ everyMs: 1_000, settleMs: 500, maxUsers });

describe('what is told of somebody', () => {
  it('is a change, not what everybody knows', () => {
    const told = made();
    expect(told.isNews('ada', 'offline', 0)).toBe(false);
    expect(told.isNews('ada', 'online', 0)).toBe(true);
    expect(told.isNews('ada', 'online', 5_000)).toBe(false);
    expect(told.isNews('ada', 'unknown', 5_000)).toBe(true);
    expect(told.isNews('ada', 'offline', 9_000)).toBe(true);
  });

  it('comes at once when she comes, and settles first when she goes', () => {
    const told = made();
    told.doubt('ada', 0, true);
    told.doubt('bob', 0, false);
    expect(told.takeDue(0, 10)).toEqual(['ada']);
    expect(told.takeDue(499, 10)).toEqual([]);
    expect(told.takeDue(500, 10)).toEqual(['bob']);
    expect(told.waiting).toBe(0);
  });

  it('is asked about in bounds: at most so many in one go, and at most so many at all', () => {
    const told = made(2);
    for (const each of ['ada', 'bob', 'eve']) told.doubt(each, 0, true);
    expect(told.takeDue(0, 1)).toEqual(['bob']);
    expect(told.takeDue(0, 10)).toEqual(['eve']);
  });

  it('waits where she was told of just now, though it was found out meanwhile', () => {
    const told = made();
    expect(told.isNews('ada', 'online', 0)).toBe(true);
    expect(told.isNews('ada', 'away', 999)).toBe(false);
    expect(told.takeDue(1_000, 10)).toEqual(['ada']);
    expect(told.isNews('ada', 'away', 1_000)).toBe(true);
  });

  it('comes at most once a second however she flaps, and ends with how she is', () => {
    const flaps = fc.array(fc.record({ after: fc.integer({ min: 0, max: 700 }), isHere: fc.boolean() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(flaps, (changes) => {
        const told = made();
        const seen: { at: number; status: string }[] = [];
        let [now, isHere] = [0, false];
        const look = () => {
          const status = isHere ? 'online' : 'offline';
          for (const userId of told.takeDue(now, 10))
            if (told.isNews(userId, status, now)) seen.push({ at: now, status });
        };
        const goOn = (ms: number) => {
          for (const end = now + ms; now < end; now += 1) look();
        };
        for (const change of changes) {
          goOn(change.after);
          if (change.isHere === isHere) continue;
          isHere = change.isHere;
          told.doubt('ada', now, isHere);
        }
        goOn(3_000);
        expect(seen.at(-1)?.status ?? 'offline').toBe(isHere ? 'online' : 'offline');
        for (const [index, { at }] of seen.entries())
          expect(at - (seen[index - 1]?.at ?? -Infinity)).toBeGreaterThanOrEqual(1_000);
      }),
      { numRuns: 50 },
    );
  });
});
