import { type RedisFault } from '@secureconnect/resilience';
import { type ConnectionKind } from '../connection/connection-kind';

/** How one operation ended, for those who judge Redis by it. */
export interface RedisOutcome {
  readonly kind: ConnectionKind;
  readonly operation: string;
  readonly durationMs: number;
  /** When the fault happened, by `performance.now()`; a write may be told of it later. */
  readonly occurredAt?: number;
  /** What was wrong with Redis; undefined when it answered, be it with an error that is the caller's own. */
  readonly fault?: RedisFault;
}
