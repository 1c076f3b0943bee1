/** Why a handler's signal was aborted. */
export type AbortCause = 'late' | 'cancelled' | 'lost' | 'stopped';

const words: Readonly<Record<AbortCause, string>> = {
  late: 'The attempt went on beyond its deadline.',
  cancelled: 'The job was cancelled.',
  lost: 'This worker was not heard of for too long: the job was given up, and may run elsewhere.',
  stopped: 'The process is going down.',
};

/** The reason of an aborted signal of a handler. */
export class AttemptAbortedError extends Error {
  override readonly name = 'AttemptAbortedError';
  readonly code = 'job_attempt_aborted';

  constructor(readonly because: AbortCause) {
    super(words[because]);
  }
}
