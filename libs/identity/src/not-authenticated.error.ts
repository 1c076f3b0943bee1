import { ProblemError } from '@secureconnect/platform';

/** No access token came with the request, or none that is genuine. */
export class NotAuthenticatedError extends ProblemError {
  readonly code = 'not_authenticated';
}
