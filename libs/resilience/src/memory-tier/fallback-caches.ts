import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CounterState } from '../recovery/merge/counter';
import { type LockState, type PlacedLock } from '../recovery/merge/lock';
import { type Revocation } from '../recovery/merge/revocation';
import { type SessionState } from '../recovery/merge/session';
import { BlacklistCache } from './blacklist-cache';
import { FailedLoginCache, type FailedAttempts } from './failed-login-cache';
import { defaultFallbackCachesOptions, type FallbackCachesOptions } from './fallback-caches.options';
import { LockoutCache } from './lockout-cache';
import { type MemoryTierStats } from './memory-tier';
import { type MergedTier } from './merged-tier';
import { SessionCache } from './session-cache';

/** The four caches, each bounded by itself: a flood of one does not push out of another. */
export interface FallbackCachesStats {
  readonly sessions: MemoryTierStats;
  readonly blacklist: MemoryTierStats;
  readonly lockouts: MemoryTierStats;
  readonly failedAttempts: MemoryTierStats;
  readonly entries: number;
  readonly bytes: number;
}

/** Copies from Redis, or from another tier, by key. */
export interface FallbackSnapshot<T> {
  readonly sessions?: Iterable<readonly [string, SessionState<T>]>;
  readonly blacklist?: Iterable<readonly [string, Revocation]>;
  readonly lockouts?: Iterable<readonly [string, LockState]>;
  readonly failedAttempts?: Iterable<readonly [string, CounterState]>;
}

/** What became of a snapshot. What was refused found no room; the cache it was meant for knows that it is not complete. */
export interface SyncReport {
  readonly absorbed: number;
  readonly expired: number;
  readonly refused: number;
}

/** How many entries are merged before the event loop may turn. */
const entriesPerTurn = 200;

/** What must be known of sessions, tokens and accounts without Redis, in the memory of this process. */
export class FallbackCaches<T> {
  private readonly sessions: SessionCache<T>;
  private readonly blacklist: BlacklistCache;
  private readonly lockouts: LockoutCache;
  private readonly failedAttempts: FailedLoginCache;

  constructor(options: Partial<FallbackCachesOptions> = {}) {
    const settings = { ...defaultFallbackCachesOptions(), ...options };
    this.sessions = new SessionCache(settings);
    this.blacklist = new BlacklistCache(settings);
    this.lockouts = new LockoutCache(settings);
    this.failedAttempts = new FailedLoginCache(settings);
  }

  /** See SessionCache; what each operation gives back is what to keep for Redis. */
  createSession(id: string, session: T, expiresAt?: number): SessionState<T> {
    return this.sessions.createSession(id, session, expiresAt);
  }

  getSession(id: string): T | undefined {
    return this.sessions.getSession(id);
  }

  deleteSession(id: string): SessionState<T> {
    return this.sessions.deleteSession(id);
  }

  blacklistToken(jti: string, expiresAt?: number): Revocation {
    return this.blacklist.blacklistToken(jti, expiresAt);
  }

  isTokenBlacklisted(jti: string): boolean | 'unknown' {
    return this.blacklist.isTokenBlacklisted(jti);
  }

  lockAccount(key: string, reason: string, until?: number): LockState {
    return this.lockouts.lockAccount(key, reason, until);
  }

  getAccountLock(key: string): PlacedLock | 'unknown' | undefined {
    return this.lockouts.getAccountLock(key);
  }

  unlockAccount(key: string, seen?: LockState): LockState {
    return this.lockouts.unlockAccount(key, seen);
  }

  recordFailedAttempt(key: string): FailedAttempts {
    return this.failedAttempts.recordFailedAttempt(key);
  }

  getFailedAttempt(key: string): FailedAttempts | 'unknown' | undefined {
    return this.failedAttempts.getFailedAttempt(key);
  }

  clearFailedAttempts(key: string): CounterState {
    return this.failedAttempts.clearFailedAttempts(key);
  }

  getStats(): FallbackCachesStats {
    const { sessions, blacklist, lockouts, failedAttempts } = this;
    const all = [sessions, blacklist, lockouts, failedAttempts].map(({ tier }) => tier.stats);
    return {
      sessions: sessions.tier.stats,
      blacklist: blacklist.tier.stats,
      lockouts: lockouts.tier.stats,
      failedAttempts: failedAttempts.tier.stats,
      entries: all.reduce((sum, stats) => sum + stats.entries, 0),
      bytes: all.reduce((sum, stats) => sum + stats.bytes, 0),
    };
  }

  /** Clears away at most so many expired entries of each cache; for a timer, as reads and writes do it too. */
  sweep(limit = entriesPerTurn): void {
    for (const { tier } of [this.sessions, this.blacklist, this.lockouts, this.failedAttempts])
      tier.sweep(limit);
  }

  /** Merges what Redis holds into memory, by the rules: nothing held here is loosened by it. */
  async syncFromRedis(snapshot: FallbackSnapshot<T>): Promise<SyncReport> {
    const report = { absorbed: 0, expired: 0, refused: 0 };
    await absorbAll(this.blacklist, snapshot.blacklist, report);
    await absorbAll(this.lockouts, snapshot.lockouts, report);
    await absorbAll(this.failedAttempts, snapshot.failedAttempts, report);
    await absorbAll(this.sessions, snapshot.sessions, report);
    return report;
  }
}

async function absorbAll<S>(
  cache: MergedTier<S>,
  entries: Iterable<readonly [string, S]> = [],
  report: { absorbed: number; expired: number; refused: number },
): Promise<void> {
  let since = 0;
  for (const [key, state] of entries) {
    report[cache.absorb(key, state)] += 1;
    since += 1;
    if (since % entriesPerTurn === 0) await nextTurn();
  }
}
