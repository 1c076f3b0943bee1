import { CacheOptionsError } from '../../memory/errors/cache-options.error';
import { longestLifeMs, type MultiLayerCacheOptions } from '../multi-layer-cache.options';

/** How one value is kept. */
export interface EntryOptions {
  /** Seconds that it is fresh. */
  readonly ttl?: number;
  /** Seconds for which it may be served after that. */
  readonly grace?: number;
  /** By which it can be invalidated together with others; `user:1/posts` goes with `user:1` too. */
  readonly tags?: readonly string[];
}

/** How one value is loaded. */
export interface LoadOptions extends EntryOptions {
  /** How long to wait for the loader while there is a stale value, in ms. */
  readonly softDeadlineMs?: number;
  /** How long to wait for it while there is none, in ms. */
  readonly hardDeadlineMs?: number;
  /** Seconds for which it is remembered that there is nothing (`null` or `undefined`); not at all unless said. */
  readonly negativeTtl?: number;
}

/** The same with defaults, in ms. */
export interface SettledLoadOptions {
  readonly ttlMs: number;
  readonly graceMs: number;
  readonly tags: readonly string[];
  readonly softMs: number;
  readonly hardMs: number;
  readonly negativeMs: number;
}

const none: readonly string[] = [];

/** No timer of the platform runs longer: 24 days. */
const longestTimerMs = 2 ** 31 - 1;

function numberOf(name: keyof LoadOptions, given: number | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (typeof given !== 'number' || Number.isNaN(given)) throw new CacheOptionsError(name, given, 'a number');
  return given;
}

/** What holds of one value; together no longer than the longest life there is. Throws for what is no number. */
export function settleLoadOptions(given: LoadOptions, cache: MultiLayerCacheOptions): SettledLoadOptions {
  const ttlMs = Math.min(numberOf('ttl', given.ttl, cache.defaultTTL) * 1_000, longestLifeMs);
  const graceMs = Math.max(0, numberOf('grace', given.grace, cache.defaultGrace) * 1_000);
  const hardMs = numberOf('hardDeadlineMs', given.hardDeadlineMs, cache.hardDeadlineMs);
  return {
    ttlMs,
    graceMs: Math.min(graceMs, longestLifeMs - ttlMs),
    tags: given.tags ?? none,
    softMs: numberOf('softDeadlineMs', given.softDeadlineMs, cache.softDeadlineMs),
    hardMs: Math.min(hardMs, longestTimerMs),
    negativeMs: Math.min(numberOf('negativeTtl', given.negativeTtl, 0) * 1_000, longestLifeMs),
  };
}
