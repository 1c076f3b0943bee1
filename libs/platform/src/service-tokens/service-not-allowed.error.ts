import { ProblemError } from '../errors/problem.error';

/** Another service may ask this, not the one that did. */
export class ServiceNotAllowedError extends ProblemError {
  readonly code = 'not_allowed';
}
