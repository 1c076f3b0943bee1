import { ProblemError } from '@secureconnect/platform';

/** Another request writes to the upload and does not let go. */
export class UploadBusyError extends ProblemError {
  readonly code = 'upload_busy';
}
