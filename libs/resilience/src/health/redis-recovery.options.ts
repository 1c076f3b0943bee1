import { type EpochRecord } from '../identity/epoch-record.port';
import { type Reconciler } from '../recovery/reconciler';

/** What a Redis that came back is filled from. */
export interface RedisRecoveryParts {
  readonly reconciler: Reconciler;
  readonly record: EpochRecord;
  /** Brings up the connections that will serve, so that nobody meets one that still waits for its next attempt. */
  readonly connect?: () => Promise<unknown>;
  readonly options?: Partial<RedisRecoveryOptions>;
}

/** How recovery goes about it. */
export interface RedisRecoveryOptions {
  /** How long the record may take to say or count on the epoch. */
  readonly recordTimeoutMs: number;
  /** The wait after a recovery that failed; doubles with each further one, and is up to half shorter. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** Longer than any fallback takes to serve a call that was sent to it. */
  readonly lateMs: number;
  /** Between two looks at what they kept. */
  readonly sweepMs: number;
}

/** What holds unless an application says otherwise. */
export const defaultRedisRecoveryOptions: RedisRecoveryOptions = {
  recordTimeoutMs: 2_000,
  retryMs: 50,
  maxRetryMs: 5_000,
  lateMs: 2_000,
  sweepMs: 10,
};
