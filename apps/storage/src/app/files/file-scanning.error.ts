import { ProblemError } from '@secureconnect/platform';

/** The caller's own file is still being looked through. */
export class FileScanningError extends ProblemError {
  readonly code = 'file_scanning';
  override readonly retryAfterSeconds = 2;
}
