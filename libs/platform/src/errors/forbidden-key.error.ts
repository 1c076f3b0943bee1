import { ProblemError } from './problem.error';

/** The body tries to reach an object's prototype. */
export class ForbiddenKeyError extends ProblemError {
  readonly code = 'forbidden_key';
}
