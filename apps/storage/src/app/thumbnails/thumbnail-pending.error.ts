import { ProblemError } from '@secureconnect/platform';

/** The thumbnail is being made. */
export class ThumbnailPendingError extends ProblemError {
  readonly code = 'thumbnail_pending';
  override readonly retryAfterSeconds = 2;
}
