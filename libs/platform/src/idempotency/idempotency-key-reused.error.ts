import { ProblemError } from '../errors/problem.error';

/** The key stands for another request. */
export class IdempotencyKeyReusedError extends ProblemError {
  readonly code = 'idempotency_key_reused';
}
