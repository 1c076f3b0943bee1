import { type RedisKind } from './redis-gatekeeper';
import { type RedisFault } from '../fault/redis-fault';
import { type TierName } from './tier';

/**
 * Why Redis did not serve a call: its fault; or it was not asked, for it is away or its breaker open, an operator holds
 * the store off it, it lacks writes of ours, or its answer would have proved nothing.
 */
export type FallbackCause = RedisFault | 'not_admitted' | 'held' | 'lacks_writes' | 'no_proof';

/** Counts what is decided about calls; no name it is told is a client's. */
export interface FailoverObserver {
  /** Another tier than Redis served a call to this store, in so many milliseconds; told in the context of the call. */
  fellBack(store: string, tier: TierName, durationMs: number, because: FallbackCause): void;
  /** Redis did not answer in time. */
  missedDeadline(kind: RedisKind): void;
  /** The store is served from another tier than before. */
  tierChanged(store: string, tier: TierName): void;
}
