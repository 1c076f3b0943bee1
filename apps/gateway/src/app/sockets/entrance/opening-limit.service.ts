import { Injectable } from '@nestjs/common';
import { RateLimitStore } from '@secureconnect/rate-limit-store';
import { RedisFree } from '@secureconnect/resilience';
import { RatePolicies } from '../../limits/rate-policies';
import { type RouteLimits } from '../../limits/route-limits';
import { TooManyOpeningsError } from './too-many-openings.error';

/** How often sockets may be opened from one address, and how often tokens be shown that nobody has seen before. */
@Injectable()
export class OpeningLimit {
  private readonly openings: RouteLimits;
  private readonly newTokens: RouteLimits;

  constructor(
    private readonly store: RateLimitStore,
    policies: RatePolicies,
  ) {
    this.openings = policies.limitsOf(['socket']);
    this.newTokens = policies.limitsOf(['token']);
  }

  // What decides without Redis is for the store to say, here as below.
  /** Rejects with 429. */
  @RedisFree('sockets.limit-openings', 'rate-limits')
  checkOpening(network: string): Promise<void> {
    return this.check(this.openings, network);
  }

  /** The same. */
  @RedisFree('sockets.limit-tokens', 'rate-limits')
  checkNewToken(network: string): Promise<void> {
    return this.check(this.newTokens, network);
  }

  private async check(limits: RouteLimits, network: string): Promise<void> {
    const checks = limits.checksFor({ network, keyName: undefined, userId: undefined });
    if (checks.length === 0) return;
    const { isAllowed, retryAfterMs } = await this.store.admit(checks);
    if (!isAllowed) throw new TooManyOpeningsError(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  }
}
