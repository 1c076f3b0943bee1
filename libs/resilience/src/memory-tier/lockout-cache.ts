import { payloadBytes } from '../recovery/payload-bytes';
import {
  liftLocks,
  lockInForce,
  lockRule,
  type LockState,
  noLocks,
  placeLock,
  type PlacedLock,
} from '../recovery/merge/lock';
import { type FallbackCachesOptions } from './fallback-caches.options';
import { MergedTier } from './merged-tier';

/** Account locks in memory. */
export class LockoutCache extends MergedTier<LockState> {
  private placed = 0;

  constructor(private readonly settings: FallbackCachesOptions) {
    const { lockouts, now } = settings;
    const isInForce = (state: LockState): boolean => lockInForce(state, now()) !== undefined;
    super('lockouts', lockRule, isInForce, { ...lockouts, now, bytesOf });
  }

  /** Adds a lock; those in force go on beside it. Throws MemoryTierFullError: hold it durably, or refuse. */
  lockAccount(key: string, reason: string, until?: number): LockState {
    const { now, lockoutMs, origin } = this.settings;
    this.placed += 1;
    const lock = { id: `${origin}-${this.placed}`, until: until ?? now() + lockoutMs, reason };
    return this.merge(key, placeLock(this.tier.peek(key) ?? noLocks, lock, now()));
  }

  /** The lock that lasts longest; `unknown` while a lock that found no room may hold: ask the record, or refuse. */
  getAccountLock(key: string): PlacedLock | 'unknown' | undefined {
    const state = this.tier.get(key);
    const lock = state && lockInForce(state, this.settings.now());
    return lock ?? (this.tier.isComplete ? undefined : 'unknown');
  }

  /** Lifts the locks that were seen, all held here unless said. Only for an unlock that the record has already. */
  unlockAccount(key: string, seen: LockState = this.tier.peek(key) ?? noLocks): LockState {
    return this.merge(key, liftLocks(seen));
  }
}

const momentBytes = 8;

function bytesOf(key: string, state: LockState): number {
  let bytes = payloadBytes(key);
  for (const [id, { reason }] of state) bytes += payloadBytes(id) + payloadBytes(reason) + 2 * momentBytes;
  return bytes;
}
