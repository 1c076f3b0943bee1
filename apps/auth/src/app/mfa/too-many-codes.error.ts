import { ProblemError } from '@secureconnect/platform';

/** Too many codes were tried for one account. */
export class TooManyCodesError extends ProblemError {
  readonly code = 'rate_limited';
  override readonly retryAfterSeconds: number;

  constructor(waitMs: number) {
    super('Too many codes were tried. Wait, and try again.');
    this.retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  }
}
