import { ProblemError } from '@secureconnect/platform';

/** No such file, or none the caller may see. */
export class FileUnknownError extends ProblemError {
  readonly code = 'not_found';
}
