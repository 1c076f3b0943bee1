import { ProblemError } from '@secureconnect/platform';

/** What happened since this cursor is not kept any more, or not in this database. */
export class CursorTooOldError extends ProblemError {
  readonly code = 'cursor_too_old';
}
