import { ProblemError } from '@secureconnect/platform';

/** Larger than any file may be. */
export class FileTooLargeError extends ProblemError {
  readonly code = 'file_too_large';
  override readonly details: { readonly most_bytes: number };

  constructor(mostBytes: number) {
    super(`A file has ${mostBytes} bytes at most.`);
    this.details = { most_bytes: mostBytes };
  }
}
