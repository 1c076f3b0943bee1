import { ProblemError } from '@secureconnect/platform';

/** A socket said something that is no event of ours, whatever its name. */
export class MalformedEventError extends ProblemError {
  readonly code = 'malformed_request';
}
