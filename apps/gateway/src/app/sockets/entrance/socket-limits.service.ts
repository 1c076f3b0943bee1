import { Injectable } from '@nestjs/common';
import { RateLimitStore } from '@secureconnect/rate-limit-store';
import { RatePolicies } from '../../limits/rate-policies';
import { type RouteLimits } from '../../limits/route-limits';
import { SocketRateLimitedError } from './socket-rate-limited.error';
import { type Visit } from './visit';

/** What of sockets is limited: opening one, each request of one that polls, a token that nobody has seen before. */
export type SocketLimit = 'socket' | 'poll' | 'token';

/** How often clients may do what sockets ask for. */
@Injectable()
export class SocketLimits {
  private readonly limits: Readonly<Record<SocketLimit, RouteLimits>>;

  constructor(
    private readonly store: RateLimitStore,
    policies: RatePolicies,
  ) {
    const of = (name: SocketLimit) => policies.limitsOf([name]);
    this.limits = { socket: of('socket'), poll: of('poll'), token: of('token') };
  }

  /** Rejects with 429; `userId` where it is known who it is. */
  // eslint-disable-next-line house/declared-store-access -- each socket route declares it for itself
  async check(limit: SocketLimit, { client, keyName }: Visit, userId?: string): Promise<void> {
    const checks = this.limits[limit].checksFor({ network: client.network, keyName, userId });
    if (checks.length === 0) return;
    const decision = await this.store.admit(checks);
    if (!decision.isAllowed) throw new SocketRateLimitedError(decision);
  }
}
