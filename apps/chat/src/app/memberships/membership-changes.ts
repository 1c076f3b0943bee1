import { Injectable } from '@nestjs/common';
import { MultiLayerCache } from '@secureconnect/cache';
import { membersTag } from '@secureconnect/contracts';
import { type Transaction } from '@secureconnect/platform';
import {
  BreakerOpenError,
  classifyRedisError,
  RedisFree,
  RedisUnavailableError,
} from '@secureconnect/resilience';

const isOutage = (error: unknown): boolean =>
  error instanceof RedisUnavailableError ||
  error instanceof BreakerOpenError ||
  classifyRedisError(error) !== undefined;

/** Has what is remembered of a conversation's members void everywhere, once they have changed. */
@Injectable()
export class MembershipChanges {
  constructor(private readonly cache: MultiLayerCache) {}

  // Nothing is asked of Redis here; what is told later does not fail for it.
  @RedisFree('memberships.changes', 'cache')
  tell(conversationId: string, within: Transaction): void {
    const tell = () => this.forget(conversationId);
    within.onCommitted(tell);
    within.onUncertain(tell);
  }

  /** For whoever finds a change that its maker did not tell of, having died. */
  @RedisFree('memberships.forget', 'cache')
  async forget(conversationId: string): Promise<void> {
    try {
      await this.cache.invalidateByTag(membersTag(conversationId));
    } catch (error) {
      // Told over the relay all the same, and this instance serves none of it: only Redis has not heard yet. The change
      // is committed, and must not be reported as failed.
      if (!isOutage(error)) throw error;
    }
  }
}
