import { ProblemError } from '@secureconnect/platform';

/** Bytes cannot be brought past this service: files lie in no S3, or it is switched off. */
export class PresignedUnavailableError extends ProblemError {
  readonly code = 'presigned_unavailable';
}
