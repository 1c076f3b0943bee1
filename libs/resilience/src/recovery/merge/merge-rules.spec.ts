import { clearCounts, countAt, increment, mergeCounters, noCounts } from './counter';
import { fieldsAt, type HashState, mergeHashes, withField, withoutField } from './hash';
import { liftLocks, lockInForce, mergeLocks, noLocks, placeLock } from './lock';
import { liveSession, mergeSessions, revokeSession, sessionAt } from './session';
import { membersAt, mergeSets, type SetState, withMember, withoutMember } from './set';
import { mergeValues, valueAt } from './stamped-value';

const stamp = (at: number, origin = 'a') => ({ at, origin });

describe('an unlock', () => {
  const lock = (id: string, until: number) => ({ id, until, reason: 'attempts' });
  const locked = placeLock(noLocks, lock('l1', 1_000), 0);
  const unlocked = liftLocks(locked);

  it('opens the account, and a stale copy of the lock does not close it again', () => {
    expect(lockInForce(locked, 500)).toMatchObject({ until: 1_000, reason: 'attempts' });
    expect(lockInForce(unlocked, 500)).toBeUndefined();
    expect(lockInForce(mergeLocks(unlocked, locked), 500)).toBeUndefined();
  });

  it('does not lift a lock it has not seen, even a shorter one', () => {
    const elsewhere = placeLock(locked, lock('l2', 900), 400);
    expect(lockInForce(mergeLocks(elsewhere, unlocked), 500)?.until).toBe(900);
  });

  it('does not lift the extension of a lock it has not seen', () => {
    const extended = placeLock(noLocks, lock('l1', 2_000), 400);
    expect(lockInForce(mergeLocks(extended, unlocked), 500)?.until).toBe(2_000);
  });

  it('does not stand in the way of the next lock', () => {
    const again = placeLock(unlocked, lock('l2', 800), 500);
    expect(lockInForce(mergeLocks(again, locked), 600)?.until).toBe(800);
  });

  it('is forgotten with the lock it lifted', () => {
    expect(placeLock(unlocked, lock('l2', 3_000), 1_000).has('l1')).toBe(false);
    expect(lockInForce(unlocked, 1_000)).toBeUndefined();
  });
});

describe('failed attempts', () => {
  const attempt = (origin: string, at: number) => ({ origin, at, windowMs: 1_000 });
  const twice = increment(increment(noCounts, attempt('a', 0)), attempt('a', 10));
  const once = increment(noCounts, attempt('b', 5));

  it('add up over instances, and merging again adds nothing', () => {
    const merged = mergeCounters(twice, once);
    expect(countAt(merged, 20)).toBe(3);
    expect(countAt(mergeCounters(merged, twice), 20)).toBe(3);
  });

  it('count for the window, and at most a slot longer', () => {
    expect(countAt(once, 1_004)).toBe(1);
    expect(countAt(once, 1_200)).toBe(0);
    expect(increment(once, attempt('a', 1_200)).size).toBe(1);
  });

  it('that a clearing has not seen still count, and those it has do not come back', () => {
    const cleared = clearCounts(twice);
    const more = increment(twice, attempt('a', 20));
    expect(countAt(mergeCounters(cleared, twice), 30)).toBe(0);
    expect(countAt(mergeCounters(cleared, more), 30)).toBe(1);
    expect(countAt(mergeCounters(cleared, once), 30)).toBe(1);
  });
});

describe('a session', () => {
  const written = (value: string, at: number, expiresAt = 900) =>
    liveSession({ value, expiresAt, stamp: stamp(at) });

  it('is the newest of two', () => {
    expect(sessionAt(mergeSessions(written('old', 1), written('new', 2)), 100)).toBe('new');
  });

  it('stays revoked when a newer copy turns up, as long as that copy would have lived', () => {
    const revoked = revokeSession(written('old', 1), 500);
    const merged = mergeSessions(revoked, written('newer', 2, 2_000));
    expect(sessionAt(merged, 100)).toBeUndefined();
    expect(merged.keptUntil).toBe(2_000);
  });

  it('is over at its own moment', () => {
    expect(sessionAt(written('x', 1), 899)).toBe('x');
    expect(sessionAt(written('x', 1), 900)).toBeUndefined();
  });
});

describe('sets, hashes and values', () => {
  it('a removed member stays removed beside an older copy, and comes back when added later', () => {
    const added: SetState = withMember(new Map(), 'm', { stamp: stamp(1), until: 900 }, 0);
    const removed = withoutMember(added, 'm', { stamp: stamp(2), until: 100 });
    expect(membersAt(mergeSets(added, removed), 50)).toEqual([]);
    const again = withMember(removed, 'm', { stamp: stamp(3), until: 900 }, 50);
    expect(membersAt(mergeSets(again, removed), 50)).toEqual(['m']);
    expect(removed.get('m')?.expiresAt).toBe(900);
  });

  it('hashes merge by field, also by such as would be special in an object', () => {
    const field = (value: string, at: number) => ({ value, expiresAt: 900, stamp: stamp(at) });
    const one: HashState<string> = withField(new Map(), '__proto__', field('a', 1), 0);
    const other: HashState<string> = withField(
      withField(new Map(), 'x', field('b', 1), 0),
      'y',
      field('c', 1),
      0,
    );
    const merged = mergeHashes(one, withoutField(other, 'y', { stamp: stamp(2), until: 900 }));
    expect(Object.fromEntries([...fieldsAt(merged, 10)].map(([name, value]) => [`-${name}`, value]))).toEqual(
      {
        '-__proto__': 'a',
        '-x': 'b',
      },
    );
    expect(withField(merged, 'z', field('d', 950), 900).size).toBe(1);
  });

  it('the last writer wins, at one moment the greater origin', () => {
    const from = (origin: string) => ({ value: origin, expiresAt: 900, stamp: stamp(1, origin) });
    expect(valueAt(mergeValues(from('b'), from('a')), 10)).toBe('b');
    expect(valueAt({ ...from('a'), value: null }, 10)).toBeUndefined();
  });
});
