import { RateLimitedError } from '../accounts/rate-limited.error';

/** Too many codes were tried for one account. */
export class TooManyCodesError extends RateLimitedError {
  constructor(waitMs: number, most: number) {
    super(waitMs, most, 'Too many codes were tried. Wait, and try again.');
  }
}
