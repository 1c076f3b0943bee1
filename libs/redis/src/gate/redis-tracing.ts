import { type FailoverObserver, type RedisFault } from '@secureconnect/resilience';
import { type ConnectionKind } from '../connection/connection-kind';

/** What is traced of one operation. */
export interface RedisSpan {
  /** Once, when it settles; undefined: Redis answered. */
  end(fault?: RedisFault | 'abandoned'): void;
}

/** Traces operations: hears of each as it begins, in the context of whoever asks; no name it is told is a client's. */
export interface RedisTracing extends Pick<FailoverObserver, 'fellBack'> {
  /** Undefined: this one is not traced. */
  begin(command: string, operation: string, kind: ConnectionKind): RedisSpan | undefined;
}
