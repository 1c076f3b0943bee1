import { ProblemError } from '@secureconnect/platform';

/** A page of another origin tried to open a socket. */
export class OriginNotAllowedError extends ProblemError {
  readonly code = 'origin_not_allowed';
}
