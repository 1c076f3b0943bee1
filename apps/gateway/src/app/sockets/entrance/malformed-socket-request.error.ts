import { ProblemError } from '@secureconnect/platform';

/** A request that opens no socket. */
export class MalformedSocketRequestError extends ProblemError {
  readonly code = 'malformed_request';
}
