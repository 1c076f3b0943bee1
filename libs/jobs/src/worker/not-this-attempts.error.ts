/** The job is no longer this attempt's to end: it was ended already, or given to another one. Nothing was written. */
export class NotThisAttemptsError extends Error {
  override readonly name = 'NotThisAttemptsError';
  readonly code = 'job_not_this_attempts';

  constructor(id: string, attempt: number) {
    super(
      `Attempt ${attempt} of the job ${id} has no say in it any more; what it did in its transaction is undone.`,
    );
  }
}
