import { type ConnectionKind } from '../connection/connection-kind';
import { type RedisConnection } from '../connection/redis-connection';

/** One operation as the gate carries it out. */
export interface CallPlan<T> {
  readonly operation: string;
  readonly kind: ConnectionKind;
  /** Slot of its keys; undefined when any server will do. */
  readonly slot?: number;
  readonly deadlineMs: number;
  /** It writes, and its fence says when it is surely too late to be applied. */
  readonly fenced: boolean;
  /** How often it is asked again when its connection breaks; only for what may safely run twice. */
  readonly retries: number;
  readonly signal?: AbortSignal;
  /** Puts it on the wire; called again for a retry or a redirection. */
  readonly send: (connection: RedisConnection, deadlineAt: number) => Promise<T>;
}
