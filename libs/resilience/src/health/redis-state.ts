/** `recovering` while Redis answers again but has not yet earned trust: fallbacks still serve. */
export type RedisState = 'normal' | 'degraded' | 'recovering';

/** One change of state, told once. */
export interface RedisTransition {
  readonly from: RedisState;
  readonly to: RedisState;
  readonly at: Date;
  readonly reason: string;
  /** How long the state that ended had lasted. */
  readonly lastedMs: number;
  /** An operator wanted it so: no outage of Redis. */
  readonly isForced?: boolean;
}

/** A change of state as a log tells it. */
export const lineOf = ({ from, to, lastedMs, reason }: RedisTransition): string =>
  `Redis: ${from} -> ${to} after ${(lastedMs / 1000).toFixed(1)} s (${reason})`;
