import { ProblemError } from '@secureconnect/platform';
import { type RateDecision } from '@secureconnect/rate-limit-store';
import { pushRateLimit } from '../../proxy/rate-limit-headers';

/** Sockets are opened, tokens shown or polls sent too often. */
export class SocketRateLimitedError extends ProblemError {
  readonly code = 'rate_limited';
  override readonly retryAfterSeconds: number;
  override readonly headers: Readonly<Record<string, string>>;

  constructor(decision: RateDecision) {
    super('');
    this.retryAfterSeconds = Math.max(1, Math.ceil(decision.retryAfterMs / 1_000));
    const told: string[] = [];
    pushRateLimit(told, decision);
    this.headers = Object.fromEntries(
      told.flatMap((name, index) => (index % 2 === 0 ? [[name, told[index + 1] as string]] : [])),
    );
  }
}
