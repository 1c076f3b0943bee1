import { ProblemError } from './problem.error';

/** The path names something that nothing could be called. */
export class UnknownPathError extends ProblemError {
  readonly code = 'not_found';
}
