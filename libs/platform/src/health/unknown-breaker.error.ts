import { ProblemError } from '../errors/problem.error';

/** There is no breaker of that kind, or nothing that could be done to it under that name. */
export class UnknownBreakerError extends ProblemError {
  readonly code = 'not_found';
}
