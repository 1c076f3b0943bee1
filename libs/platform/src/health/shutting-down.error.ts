import { ProblemError } from '../errors/problem.error';

/** The process takes no new work. */
export class ShuttingDownError extends ProblemError {
  readonly code = 'shutting_down';
}
