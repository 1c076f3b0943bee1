/** Redis must be judged by the epoch, and the record that holds it cannot be asked. */
export class EpochUnknownError extends Error {
  readonly code = 'epoch_unknown';
  /** As far as is known. */
  readonly fault = 'wrong_server';

  constructor(cause: unknown) {
    super(
      `the record of the epoch cannot be asked: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
    this.name = 'EpochUnknownError';
  }
}
