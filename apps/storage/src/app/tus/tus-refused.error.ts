import { type ErrorCode } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';

/** The library's own refusals, in our codes. */
const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_request',
  403: 'malformed_request',
  404: 'not_found',
  409: 'upload_offset',
  410: 'gone',
  412: 'tus_version_needed',
  413: 'file_too_large',
  415: 'unsupported_media_type',
  // An extension that was not offered.
  501: 'malformed_request',
};

/** The protocol of tus was not kept to. */
export class TusRefusedError extends ProblemError {
  constructor(
    readonly code: ErrorCode,
    message = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** What to throw for an answer of the library: what a part of ours threw goes on as it is. */
  static from(thrown: unknown, { status }: Response): Error {
    // The library's own have a status, whether or not they are errors.
    if (thrown instanceof Error && !('status_code' in thrown)) return thrown;
    const code = byStatus[status];
    const told = (thrown as { body?: string } | undefined)?.body?.trim();
    if (code) return new TusRefusedError(code, told ?? '');
    return new Error(`The protocol of tus failed with ${status}: ${told ?? 'no reason'}`, { cause: thrown });
  }
}
