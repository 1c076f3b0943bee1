import { type RedisFault } from '@secureconnect/resilience';
import { type ConnectionKind } from '../connection/connection-kind';

/** How one operation ended, for those who judge Redis by it. */
export interface RedisOutcome {
  readonly kind: ConnectionKind;
  readonly operation: string;
  readonly durationMs: number;
  /** What was wrong with Redis; undefined when it answered, be it with an error that is the caller's own. */
  readonly fault?: RedisFault;
}
