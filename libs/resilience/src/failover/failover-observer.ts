import { type RedisKind } from './redis-gatekeeper';
import { type TierName } from './tier';

/** Counts what is decided about calls; no name it is told is a client's. */
export interface FailoverObserver {
  /** Another tier than Redis served a call to this store, in so many milliseconds. */
  fellBack(store: string, tier: TierName, durationMs: number): void;
  /** Redis did not answer in time. */
  missedDeadline(kind: RedisKind): void;
  /** The store is served from another tier than before. */
  tierChanged(store: string, tier: TierName): void;
}
