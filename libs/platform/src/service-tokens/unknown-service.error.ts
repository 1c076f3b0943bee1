import { ProblemError } from '../errors/problem.error';

/** Whoever asked has not shown which service it is. */
export class UnknownServiceError extends ProblemError {
  readonly code = 'not_authenticated';
  override readonly message = 'This is for services, which show who they are.';
}
