import { ProblemError } from '@secureconnect/platform';

/** Nobody answers for a service, or its connection broke before it did. */
export class UpstreamUnavailableError extends ProblemError {
  readonly code = 'upstream_unavailable';
}
