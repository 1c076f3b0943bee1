import { ProblemError } from './problem.error';

/** A client sent a socket event that no handler takes. */
export class UnknownEventError extends ProblemError {
  readonly code = 'unknown_event';
}
