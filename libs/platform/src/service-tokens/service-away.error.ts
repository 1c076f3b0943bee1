import { ProblemError } from '../errors/problem.error';

/** Another service that is needed for this does not answer. */
export class ServiceAwayError extends ProblemError {
  readonly code = 'upstream_unavailable';
}
