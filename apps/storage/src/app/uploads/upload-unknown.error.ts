import { ProblemError } from '@secureconnect/platform';

/** No upload of the caller's has this id. */
export class UploadUnknownError extends ProblemError {
  readonly code = 'not_found';
}
