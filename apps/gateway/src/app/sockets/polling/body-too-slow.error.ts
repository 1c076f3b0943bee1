import { ProblemError } from '@secureconnect/platform';

/** A body did not come in time, or its client went. */
export class BodyTooSlowError extends ProblemError {
  readonly code = 'request_timeout';
}
