import { ProblemError } from '@secureconnect/platform';

/** The cursor was given out for another conversation, or another list. */
export class CursorElsewhereError extends ProblemError {
  readonly code = 'invalid_cursor';
}
