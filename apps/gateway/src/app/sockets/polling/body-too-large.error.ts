import { ProblemError } from '@secureconnect/platform';

/** More came than is read. */
export class BodyTooLargeError extends ProblemError {
  readonly code = 'body_too_large';
}
