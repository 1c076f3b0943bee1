import { Fallback, markDegraded } from '@secureconnect/resilience';
import { type RateLimitStore } from '../rate-limit.store';
import { type RatePolicy } from '../rate-policy';

/** What a throttler wants to know of one request; times in seconds. */
export interface ThrottledRequest {
  readonly totalHits: number;
  readonly timeToExpire: number;
  readonly isBlocked: boolean;
  readonly timeToBlockExpire: number;
}

/**
 * A storage for `@nestjs/throttler` over a RateLimitStore: `limit` may come at once, and from then on one every
 * `ttl / limit`. Whoever is over it waits for as long as that takes, and not for `blockDuration`.
 */
export class RateLimitThrottlerStorage {
  private readonly policies = new Map<string, RatePolicy>();

  constructor(private readonly store: RateLimitStore) {}

  @Fallback('throttler.increment', 'rate-limit', { tiers: ['redis', 'memory'] })
  async increment(
    key: string,
    ttl: number,
    limit: number,
    _blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottledRequest> {
    const policy = this.policyOf(throttlerName, limit, ttl);
    const { isAllowed, remaining, resetMs, retryAfterMs, isDegraded } = await this.store.admit([
      { policy, subject: key },
    ]);
    if (isDegraded) markDegraded('rate-limit');
    return {
      totalHits: isAllowed ? limit - Math.min(remaining, limit - 1) : limit + 1,
      timeToExpire: Math.ceil(resetMs / 1_000),
      isBlocked: !isAllowed,
      timeToBlockExpire: Math.ceil(retryAfterMs / 1_000),
    };
  }

  /** One limit for each name and numbers that a guard or a decorator gives. */
  private policyOf(throttler: string, limit: number, periodMs: number): RatePolicy {
    const name = `throttler:${throttler}:${limit}:${periodMs}`;
    const known = this.policies.get(name);
    if (known) return known;
    const policy: RatePolicy = { name, by: 'address', limit, periodMs, burst: limit };
    this.policies.set(name, policy);
    return policy;
  }
}
