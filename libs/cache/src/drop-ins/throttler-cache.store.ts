import { Fallback } from '@secureconnect/resilience';
import { type CacheManager } from '../manager/cache-manager';

/** What a throttler wants to know of one request; times in seconds. */
export interface ThrottledRequest {
  readonly totalHits: number;
  readonly timeToExpire: number;
  readonly isBlocked: boolean;
  readonly timeToBlockExpire: number;
}

/**
 * A storage for `@nestjs/throttler` over a cache manager. While Redis is away each instance goes on from the count it
 * saw last; list `throttle:*` in `criticalKeys`, and what they counted meanwhile adds up afterwards.
 */
export class ThrottlerCacheStore {
  constructor(private readonly cache: CacheManager) {}

  /** Counts a request in its window; the first one too many makes the count itself live for as long as the block. */
  @Fallback('throttler.increment', 'throttler', { tiers: ['redis', 'memory'] })
  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottledRequest> {
    const name = `throttle:${throttlerName}:${key}`;
    const totalHits = await this.cache.incrby(name, 1, ttl);
    if (totalHits === limit + 1) await this.cache.expire(name, blockDuration);
    const left = totalHits === 1 ? ttl : await this.cache.ttl(name);
    const seconds = Math.max(0, Math.ceil(left / 1_000));
    const isBlocked = totalHits > limit;
    return { totalHits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
  }
}
