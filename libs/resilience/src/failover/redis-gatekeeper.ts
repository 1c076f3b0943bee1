import { type CircuitBreaker } from '../breaker/circuit-breaker';
import { faultVerdicts, type RedisFault } from '../fault/redis-fault';

/** What sort of talk with Redis: each has connections and a breaker of its own. */
export type RedisKind = 'read' | 'write' | 'pubsub' | 'blocking';

/** Knows, without I/O, whether Redis is to be relied on, and wants to hear of every fault. */
export interface RedisState {
  readonly isAvailable: boolean;
  /** A call failed by a fault of Redis: the outage is noticed now, not by the next probe. */
  suspect(fault: RedisFault, error: unknown): void;
}

/** Admits calls to Redis by state and breaker, and passes what comes of them on to both. */
export class RedisGatekeeper {
  constructor(
    readonly kind: RedisKind,
    readonly breaker: CircuitBreaker,
    private readonly state: RedisState,
  ) {}

  admits(): boolean {
    return this.state.isAvailable && this.breaker.admit();
  }

  succeeded(durationMs: number): void {
    this.breaker.succeed(durationMs);
  }

  /** A fault this kind of call does not suffer from (a read on a Redis that refuses writes) is no outage of it. */
  faulted(fault: RedisFault, error: unknown): void {
    if (this.kind === 'read' && faultVerdicts[fault].readsMayStay) this.breaker.withdraw();
    else this.breaker.fail();
    this.state.suspect(fault, error);
  }
}
