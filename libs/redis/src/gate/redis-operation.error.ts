import { type RedisFault } from '@secureconnect/resilience';

/**
 * Redis did not do what was asked, for reasons of its own: `fault` says which, `cause` has the original. A write that
 * `mayBeApplied` may have been applied before this error was thrown; never afterwards.
 */
export class RedisOperationError extends Error {
  readonly code = 'redis_operation';

  constructor(
    readonly operation: string,
    readonly fault: RedisFault,
    readonly mayBeApplied: boolean,
    cause: unknown,
    /** When it happened, by `performance.now()`; a write may be told of it later. */
    readonly occurredAt = performance.now(),
  ) {
    const said = cause instanceof Error ? cause.message : String(cause);
    super(said.startsWith(operation) ? said : `${operation}: ${said}`, { cause });
    this.name = 'RedisOperationError';
  }
}
