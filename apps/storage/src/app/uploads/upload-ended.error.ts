import { ProblemError } from '@secureconnect/platform';

/** The upload was dropped, or waited for too long. */
export class UploadEndedError extends ProblemError {
  readonly code = 'gone';
}
