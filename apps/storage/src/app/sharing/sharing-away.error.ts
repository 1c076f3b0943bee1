import { ProblemError } from '@secureconnect/platform';

/** Chat does not answer, so nobody can say who may read a file of somebody else's. */
export class SharingAwayError extends ProblemError {
  readonly code = 'sharing_unavailable';
  override readonly retryAfterSeconds = 2;
}
