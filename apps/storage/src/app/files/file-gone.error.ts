import { ProblemError } from '@secureconnect/platform';

/** The caller's own file was deleted. */
export class FileGoneError extends ProblemError {
  readonly code = 'gone';
}
