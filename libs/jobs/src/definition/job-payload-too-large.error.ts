import { ProblemError } from '@secureconnect/platform';

/** A payload is larger than its queue takes. */
export class JobPayloadTooLargeError extends ProblemError {
  override readonly name = 'JobPayloadTooLargeError';
  readonly code = 'job_payload_too_large';

  constructor(job: string, bytes: number, most: number) {
    super(
      `The payload has ${bytes} bytes; the queue "${job}" takes ${most}. Store it, and enqueue where it is.`,
    );
  }
}
