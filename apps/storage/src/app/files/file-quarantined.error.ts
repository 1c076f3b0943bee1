import { ProblemError } from '@secureconnect/platform';

/** Something harmful was found in the caller's own file, so that nobody gets it. */
export class FileQuarantinedError extends ProblemError {
  readonly code = 'file_quarantined';
}
