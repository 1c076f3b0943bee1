import { countAt, mergeCounters, noCounts, increment } from '../recovery/merge/counter';
import { lockInForce, noLocks, placeLock } from '../recovery/merge/lock';
import { liveSession, revokeSession } from '../recovery/merge/session';
import { FallbackCaches } from './fallback-caches';
import { type FallbackCachesOptions } from './fallback-caches.options';
import { MemoryTierFullError } from './memory-tier-full.error';

const minute = 60_000;
let now = 0;
const cachesOf = (options: Partial<FallbackCachesOptions> = {}) =>
  new FallbackCaches<{ userId: string }>({ now: () => now, origin: 'a', ...options });
const few = { maxEntries: 2, maxBytes: 1_000 };
const user = { userId: 'u1' };
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

describe('the fallback caches', () => {
  beforeEach(() => (now = 1_700_000_000_000));

  it('hold 1,000 entries each, in about 650 KB in all', () => {
    const caches = new FallbackCaches({ now: () => now });
    const session = { userId: uuid(0), device: 'd'.repeat(300) };
    for (let index = 0; index < 1_000; index += 1) {
      caches.createSession(uuid(index), session);
      caches.blacklistToken(uuid(index));
      caches.lockAccount(uuid(index), 'attempts');
      for (const _ of [1, 2]) caches.recordFailedAttempt(uuid(index));
    }
    const { entries, bytes, sessions } = caches.getStats();
    expect({ entries, evictions: sessions.evictions }).toEqual({ entries: 4_000, evictions: 0 });
    expect(bytes).toBeLessThanOrEqual(650_000);
    caches.createSession('one more', session);
    expect(caches.getStats().sessions).toMatchObject({ entries: 1_000, evictions: 1 });
  });

  it('let go of what has expired when told to', () => {
    const caches = cachesOf();
    for (let index = 0; index < 5; index += 1) caches.createSession(uuid(index), user);
    caches.blacklistToken('t');
    now += 15 * minute;
    caches.sweep();
    expect(caches.getStats()).toMatchObject({ entries: 1, sessions: { expired: 5 } });
  });

  describe('sessions', () => {
    it('live for 15 minutes from their last use', () => {
      const caches = cachesOf();
      caches.createSession('s', user);
      now += 14 * minute;
      expect(caches.getSession('s')).toEqual(user);
      now += 14 * minute;
      expect(caches.getSession('s')).toEqual(user);
      now += 15 * minute;
      expect(caches.getSession('s')).toBeUndefined();
    });

    it('that were deleted stay so, also when a copy turns up or memory is flooded', async () => {
      const caches = cachesOf({ sessions: few });
      const known = caches.createSession('s', user);
      caches.deleteSession('s');
      caches.deleteSession('never seen here');
      expect(() => caches.createSession('flood', user)).toThrow(MemoryTierFullError);
      const copy = liveSession({ value: user, expiresAt: now + minute, stamp: { at: now + 1, origin: 'b' } });
      await caches.syncFromRedis({
        sessions: [
          ['s', known],
          ['never seen here', copy],
        ],
      });
      expect(caches.createSession('s', user).live).toBeNull();
      expect([caches.getSession('s'), caches.getSession('never seen here')]).toEqual([undefined, undefined]);
    });
  });

  describe('the blacklist', () => {
    it('holds a token for an hour, or as long as it would have lived', () => {
      const caches = cachesOf();
      caches.blacklistToken('hour');
      caches.blacklistToken('long', now + 120 * minute);
      caches.blacklistToken('long', now + minute);
      now += 60 * minute;
      expect(caches.isTokenBlacklisted('hour')).toBe(false);
      expect(caches.isTokenBlacklisted('long')).toBe(true);
    });

    it('that has no room refuses, and then does not say that a token is good', () => {
      const caches = cachesOf({ blacklist: few });
      caches.blacklistToken('a');
      caches.blacklistToken('b');
      expect(caches.isTokenBlacklisted('c')).toBe(false);
      expect(() => caches.blacklistToken('c', now + minute)).toThrow(MemoryTierFullError);
      expect([caches.isTokenBlacklisted('a'), caches.isTokenBlacklisted('c')]).toEqual([true, 'unknown']);
      now += minute;
      expect(caches.isTokenBlacklisted('c')).toBe(false);
    });
  });

  describe('account locks', () => {
    it('last 15 minutes, and the later of two wins', () => {
      const caches = cachesOf();
      const end = now + 15 * minute;
      caches.lockAccount('acc', 'attempts');
      caches.lockAccount('acc', 'short', now + minute);
      expect(caches.getAccountLock('acc')).toMatchObject({ until: end, reason: 'attempts' });
      now = end;
      expect(caches.getAccountLock('acc')).toBeUndefined();
    });

    it('that were lifted stay so beside a stale copy, while one the unlock has not seen holds', async () => {
      const caches = cachesOf();
      const locked = caches.lockAccount('acc', 'attempts');
      const elsewhere = placeLock(noLocks, { id: 'b-1', until: now + minute, reason: 'admin' }, now);
      const marks = caches.unlockAccount('acc');
      expect(lockInForce(marks, now)).toBeUndefined();
      await caches.syncFromRedis({ lockouts: [['acc', locked]] });
      expect(caches.getAccountLock('acc')).toBeUndefined();
      await caches.syncFromRedis({ lockouts: [['acc', elsewhere]] });
      expect(caches.getAccountLock('acc')).toMatchObject({ reason: 'admin' });
      caches.unlockAccount('acc', elsewhere);
      expect(caches.getAccountLock('acc')).toBeUndefined();
      caches.unlockAccount('never locked');
    });

    it('are not pushed out by a flood, and an unlocked account makes room', () => {
      const caches = cachesOf({ lockouts: few });
      caches.lockAccount('a', 'attempts');
      caches.lockAccount('b', 'attempts');
      expect(() => caches.lockAccount('c', 'attempts', now + minute)).toThrow(MemoryTierFullError);
      expect(caches.getAccountLock('a')).toMatchObject({ reason: 'attempts' });
      expect(caches.getAccountLock('c')).toBe('unknown');
      caches.unlockAccount('b');
      caches.lockAccount('c', 'attempts');
      expect(caches.getAccountLock('c')).toMatchObject({ reason: 'attempts' });
    });
  });

  describe('failed attempts', () => {
    it('are counted for 15 minutes and cleared by a login', () => {
      const caches = cachesOf();
      expect(caches.getFailedAttempt('acc')).toBeUndefined();
      caches.recordFailedAttempt('acc');
      expect(caches.recordFailedAttempt('acc').count).toBe(2);
      now += 15 * minute - 1;
      expect(caches.getFailedAttempt('acc')).toMatchObject({ count: 2 });
      caches.clearFailedAttempts('acc');
      expect(caches.recordFailedAttempt('acc').count).toBe(1);
      now += 19 * minute;
      expect(caches.getFailedAttempt('acc')).toBeUndefined();
    });

    it('add up with those counted elsewhere, once', async () => {
      const caches = cachesOf();
      const there = increment(noCounts, { origin: 'b', at: now, windowMs: 15 * minute, by: 3 });
      caches.recordFailedAttempt('acc');
      await caches.syncFromRedis({ failedAttempts: [['acc', there]] });
      await caches.syncFromRedis({ failedAttempts: [['acc', there]] });
      expect(caches.getFailedAttempt('acc')).toMatchObject({ count: 4 });
    });

    it('survive a flood once there are two; a single one that was pushed out adds up again when it is merged', () => {
      const caches = cachesOf({ failedAttempts: few });
      caches.recordFailedAttempt('twice');
      caches.recordFailedAttempt('twice');
      const before = caches.recordFailedAttempt('once').state;
      for (let index = 0; index < 9; index += 1) caches.recordFailedAttempt(`flood:${index}`);
      expect(caches.getFailedAttempt('twice')).toMatchObject({ count: 2 });
      expect(caches.getFailedAttempt('once')).toBeUndefined();
      const after = caches.recordFailedAttempt('once').state;
      expect(countAt(mergeCounters(before, after), now)).toBe(2);
    });

    it('that find no room are refused, and then nobody is said to have none', () => {
      const caches = cachesOf({ failedAttempts: few, protectedAttempts: 1 });
      for (const key of ['a', 'b']) caches.recordFailedAttempt(key);
      expect(() => caches.recordFailedAttempt('c')).toThrow(MemoryTierFullError);
      expect(caches.getFailedAttempt('c')).toBe('unknown');
    });
  });

  describe('when Redis is back', () => {
    it('merge what it holds, pass over what expired, and tell what found no room', async () => {
      const caches = cachesOf({ blacklist: few });
      const revoked = revokeSession<{ userId: string }>(undefined, now + minute);
      caches.createSession('s', user);
      const report = await caches.syncFromRedis({
        sessions: [['s', revoked]],
        blacklist: [
          ['a', { expiresAt: now + minute }],
          ['over', { expiresAt: now }],
          ['b', { expiresAt: now + minute }],
          ['c', { expiresAt: now + minute }],
        ],
      });
      expect(report).toEqual({ absorbed: 3, expired: 1, refused: 1 });
      expect(caches.getSession('s')).toBeUndefined();
      expect(caches.isTokenBlacklisted('c')).toBe('unknown');
    });

    it('let the event loop turn', async () => {
      const caches = cachesOf();
      let turns = 0;
      const turn = (): void => void ((turns += 1), (next = setImmediate(turn)));
      let next = setImmediate(turn);
      const many = Array.from(
        { length: 10_000 },
        (_, index) => [`${index}`, { expiresAt: now + 1 }] as const,
      );
      await caches.syncFromRedis({ blacklist: many });
      clearImmediate(next);
      expect(turns).toBeGreaterThanOrEqual(40);
    });
  });
});
