import { ProblemError } from '@secureconnect/platform';

/** The file is no picture that could be drawn small, or not of this width. */
export class ThumbnailNoneError extends ProblemError {
  readonly code = 'thumbnail_none';
}
