import { ProblemError } from '../errors/problem.error';

/** The cursor is not one that this list gave out. */
export class InvalidCursorError extends ProblemError {
  readonly code = 'invalid_cursor';
}
