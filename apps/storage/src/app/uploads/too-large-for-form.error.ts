import { ProblemError } from '@secureconnect/platform';

/** What is as large is uploaded so that it can be resumed. */
export class TooLargeForFormError extends ProblemError {
  readonly code = 'file_too_large';
  override readonly details: { readonly most_bytes: number };

  constructor(mostBytes: number) {
    super(`In one form a file has ${mostBytes} bytes at most; use /v1/uploads for larger ones.`);
    this.details = { most_bytes: mostBytes };
  }
}
