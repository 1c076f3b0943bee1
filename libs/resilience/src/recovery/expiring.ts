/** A value and the moment (ms since the epoch) from which it no longer holds; the moment runs on during an outage. */
export interface Expiring<T> {
  readonly value: T;
  readonly expiresAt: number;
}

/** The moment of what never ends; a number, so that it survives JSON and Redis. */
export const neverExpires = Number.MAX_SAFE_INTEGER;

/** A value that holds for `ttlMs` from `now`. */
export function expiringIn<T>(value: T, ttlMs: number, now: number): Expiring<T> {
  return { value, expiresAt: Math.min(neverExpires, now + ttlMs) };
}

/** True from the moment itself on, as in Redis. */
export function isExpired(expiresAt: number, now: number): boolean {
  return expiresAt <= now;
}

/** The PX to write with at this moment, a whole number of at least 1; undefined when it is over and must not be written. */
export function remainingPx(expiresAt: number, now: number): number | undefined {
  return isExpired(expiresAt, now) ? undefined : Math.ceil(expiresAt - now);
}
