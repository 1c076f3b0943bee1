import { ProblemError } from '../errors/problem.error';

/** Who asked first has not been answered yet. */
export class IdempotencyKeyInUseError extends ProblemError {
  readonly code = 'idempotency_key_in_use';
  override readonly retryAfterSeconds = 1;
}
