import {
  clearCounts,
  countAt,
  counterRule,
  type CounterState,
  increment,
  noCounts,
} from '../recovery/merge/counter';
import { payloadBytes } from '../recovery/payload-bytes';
import { type FallbackCachesOptions } from './fallback-caches.options';
import { MergedTier } from './merged-tier';

/** How often it failed lately, and the counts to keep for the other tiers. */
export interface FailedAttempts {
  readonly count: number;
  readonly state: CounterState;
}

/** Failed logins in memory. */
export class FailedLoginCache extends MergedTier<CounterState> {
  constructor(private readonly settings: FallbackCachesOptions) {
    const { failedAttempts, protectedAttempts, now } = settings;
    const isProtected = (state: CounterState): boolean => countAt(state, now()) >= protectedAttempts;
    super('failed-attempts', counterRule, isProtected, { ...failedAttempts, now, bytesOf });
  }

  /** Counts one more. Throws MemoryTierFullError: count it durably, or refuse. */
  recordFailedAttempt(key: string): FailedAttempts {
    const { now, attemptWindowMs, origin } = this.settings;
    const known = this.tier.peek(key) ?? noCounts;
    // A counter that was evicted starts from one again: as another origin, or a merge would take it for the old one.
    const own = `${origin}.${this.tier.stats.evictions}`;
    const state = increment(known, { origin: own, at: now(), windowMs: attemptWindowMs });
    return this.counted(this.merge(key, state));
  }

  /** Undefined if none is known; `unknown` while a count that found no room may matter: ask the record, or refuse. */
  getFailedAttempt(key: string): FailedAttempts | 'unknown' | undefined {
    const state = this.tier.get(key);
    if (state !== undefined) return this.counted(state);
    return this.tier.isComplete ? undefined : 'unknown';
  }

  /** Clears the attempts known here, as a login does; those others counted meanwhile still count. */
  clearFailedAttempts(key: string): CounterState {
    return this.merge(key, clearCounts(this.tier.peek(key) ?? noCounts));
  }

  private counted(state: CounterState): FailedAttempts {
    return { count: countAt(state, this.settings.now()), state };
  }
}

const cellBytes = 3 * 8;

function bytesOf(key: string, state: CounterState): number {
  let bytes = payloadBytes(key);
  for (const id of state.keys()) bytes += payloadBytes(id) + cellBytes;
  return bytes;
}
