import { ProblemError } from '../errors/problem.error';

/** The header is there and is no key. */
export class InvalidIdempotencyKeyError extends ProblemError {
  readonly code = 'invalid_idempotency_key';
}
