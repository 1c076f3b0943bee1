/** Something a person can act on went wrong; the message is all they need to see. */
export class BenchError extends Error {
  readonly code = 'bench_failed';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BenchError';
  }
}
