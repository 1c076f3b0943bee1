import { type ConnectionKind } from '../connection/connection-kind';
import { type RedisConnection } from '../connection/redis-connection';

/** One operation as the gate carries it out. */
export interface RedisRequest<T> {
  readonly operation: string;
  /** The word that Redis is asked with, for whoever traces it. */
  readonly command: string;
  readonly kind: ConnectionKind;
  /** Slot of its keys; undefined when any server will do. */
  readonly slot: number | undefined;
  readonly deadlineMs: number;
  /** It writes, and its fence says when it is surely too late to be applied. */
  readonly fenced: boolean;
  /** How often it is asked again when its connection breaks; only for what may safely run twice. */
  readonly retries: number;
  readonly signal: AbortSignal | undefined;
  /** What goes on the wire; asked again for a retry or a redirection. */
  encode(connection: RedisConnection, deadlineAt: number): string;
  /** Makes the result of the reply. */
  decode(reply: unknown): T;
  /** What an error reply means to it: the error to be told, or undefined when it is to be sent once more. */
  judge(error: Error, connection: RedisConnection): Error | undefined;
}
