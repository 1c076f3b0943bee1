import { type CircuitBreaker } from '../breaker/circuit-breaker';
import { faultVerdicts, type RedisFault } from '../fault/redis-fault';

/** What sort of talk with Redis: each has connections and a breaker of its own. */
export type RedisKind = 'read' | 'write' | 'pubsub' | 'blocking';

/** Knows, without I/O, whether Redis is to be relied on and what is wrong with it, and wants to hear of every fault. */
export interface RedisState {
  readonly isAvailable: boolean;
  readonly fault?: RedisFault | undefined;
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

  /** Whether Redis may be asked now; `stale`: also one that only refuses writes, whose answers may be old. */
  admits(stale = false): boolean {
    return (this.state.isAvailable || (stale && this.onlyRefusesWrites)) && this.breaker.admit();
  }

  /** What is read now may be old: Redis is not relied on. */
  get isStale(): boolean {
    return !this.state.isAvailable;
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

  private get onlyRefusesWrites(): boolean {
    const { fault } = this.state;
    return this.kind === 'read' && fault !== undefined && faultVerdicts[fault].readsMayStay;
  }
}
