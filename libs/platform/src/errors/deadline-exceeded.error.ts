import { ProblemError } from './problem.error';

/** The request was not finished within REQUEST_TIMEOUT_MS. */
export class DeadlineExceededError extends ProblemError {
  readonly code = 'deadline_exceeded';
}
