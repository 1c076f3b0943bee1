import { ProblemError } from '@secureconnect/platform';

/** An idempotency key stands for a job with another payload. */
export class JobKeyReusedError extends ProblemError {
  override readonly name = 'JobKeyReusedError';
  readonly code = 'job_key_reused';

  constructor(job: string) {
    super(
      `This idempotency key was used for another job of the queue "${job}". Use a new key for a new job.`,
    );
  }
}
