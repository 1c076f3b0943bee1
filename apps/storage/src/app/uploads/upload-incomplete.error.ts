import { ProblemError } from '@secureconnect/platform';

/** Bytes are missing yet. */
export class UploadIncompleteError extends ProblemError {
  readonly code = 'upload_incomplete';
  override readonly details: { readonly received: number; readonly size: number };

  constructor(received: number, size: number) {
    super('');
    this.details = { received, size };
  }
}
