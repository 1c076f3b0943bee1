import { randomUUID } from 'node:crypto';
import { type MemoryTierBounds } from './memory-tier.options';

const minute = 60_000;
const kilobyte = 1_000;

/** Bounds and times of the fallback caches. Bytes are those of keys and values. */
export interface FallbackCachesOptions {
  readonly sessions: MemoryTierBounds;
  readonly blacklist: MemoryTierBounds;
  readonly lockouts: MemoryTierBounds;
  readonly failedAttempts: MemoryTierBounds;
  /** Sliding: a read session starts anew. */
  readonly sessionTtlMs: number;
  /** For a token whose own end is not known. */
  readonly blacklistTtlMs: number;
  readonly lockoutMs: number;
  readonly attemptWindowMs: number;
  /** From so many attempts on, a counter is live security state. A single one may make room for others. */
  readonly protectedAttempts: number;
  /** Names this run of this process, among all instances and all its own runs. */
  readonly origin: string;
  readonly now: () => number;
}

/** The seeds' bounds: 1,000 entries each, 650 KB in all. */
export const defaultFallbackCachesOptions = (): FallbackCachesOptions => ({
  sessions: { maxEntries: 1_000, maxBytes: 400 * kilobyte },
  blacklist: { maxEntries: 1_000, maxBytes: 50 * kilobyte },
  lockouts: { maxEntries: 1_000, maxBytes: 80 * kilobyte },
  failedAttempts: { maxEntries: 1_000, maxBytes: 120 * kilobyte },
  sessionTtlMs: 15 * minute,
  blacklistTtlMs: 60 * minute,
  lockoutMs: 15 * minute,
  attemptWindowMs: 15 * minute,
  protectedAttempts: 2,
  origin: randomUUID().slice(0, 8),
  now: Date.now,
});
