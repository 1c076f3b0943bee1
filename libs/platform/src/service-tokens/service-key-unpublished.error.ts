import { ProblemError } from '../errors/problem.error';

/** This process cannot say yet who it is: nobody could verify it. */
export class ServiceKeyUnpublishedError extends ProblemError {
  readonly code = 'not_ready';
}
