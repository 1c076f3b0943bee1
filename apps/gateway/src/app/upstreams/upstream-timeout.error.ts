import { ProblemError } from '@secureconnect/platform';

/** A service did not answer in time. */
export class UpstreamTimeoutError extends ProblemError {
  readonly code = 'upstream_timeout';
}
