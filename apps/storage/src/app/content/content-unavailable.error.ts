import { ProblemError } from '@secureconnect/platform';

/** There is such a file, and its bytes cannot be had where they should lie. */
export class ContentUnavailableError extends ProblemError {
  readonly code = 'content_unavailable';
}
