import { type Observable } from 'rxjs';
import { type RedisTransition } from '../health/redis-state';
import { type DeadlineWheel } from '../deadline/deadline-wheel';
import { type RedisBreakers } from '../breaker/redis-breakers';
import { type BulkheadOptions } from './bulkhead.options';
import { type FailoverObserver } from './failover-observer';
import { type RedisState } from './redis-gatekeeper';
import { type TierName } from './tier';

/** What failing over is decided by. */
export interface FailoverOptions {
  /** RedisHealthService is one. */
  readonly health: RedisState & { readonly state$: Observable<RedisTransition> };
  readonly breakers: RedisBreakers;
  readonly wheel: DeadlineWheel;
  readonly observer?: FailoverObserver;
  /** False: no other tier serves, and what Redis cannot do is refused; true unless said. */
  readonly fallbackEnabled?: boolean;
  /** For a call to Redis, unless its store says otherwise; no shorter than the client's own. */
  readonly deadlineMs?: number;
  /** Of the one bulkhead before PostgreSQL. */
  readonly bulkhead?: Partial<BulkheadOptions>;
  /** Which errors of the PostgreSQL tier lead on to memory; connections, timeouts and a full bulkhead unless said. */
  readonly isPostgresOutage?: (error: unknown) => boolean;
}

/** How many writes wait for Redis; a KeptStore is one. */
export interface UnsettledWrites {
  readonly unsettled: number;
}

/** How one store is opened. */
export interface FailoverStoreOptions {
  readonly name: string;
  /** The tiers it has, each with the promise it keeps, in one line. */
  readonly guarantees: Readonly<Partial<Record<TierName, string>>>;
  readonly deadlineMs?: number;
  /** Where its writes are kept: while Redis lacks any, reads go to the next tier, so that they see them. */
  readonly pending?: UnsettledWrites;
}
