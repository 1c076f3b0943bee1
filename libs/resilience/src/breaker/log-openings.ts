import { Logger } from '@nestjs/common';
import { type Subscription } from 'rxjs';
import { type CircuitBreaker } from './circuit-breaker';
import { type LookedAtRedis } from './idle-trial';

type Relied = Pick<LookedAtRedis, 'isAvailable'>;

/**
 * Logs that a breaker keeps calls from a Redis that is relied on, and that it ceases to: nobody else tells why the service
 * is degraded then. Trials in between are no news, and what an operator does is told by whoever does it.
 */
export function logOpenings(breaker: CircuitBreaker, redis: Relied): Subscription {
  const logger = new Logger('RedisBreakers');
  let openedAt: number | undefined;
  return breaker.transitions$.subscribe(({ from, to, reason }) => {
    if (from === 'closed' && reason !== 'operator' && redis.isAvailable) {
      openedAt = performance.now();
      logger.warn(`Breaker ${breaker.name}: closed -> open (${reason}), fallbacks serve its calls`);
    } else if (to === 'closed' && openedAt !== undefined) {
      const seconds = ((performance.now() - openedAt) / 1_000).toFixed(1);
      openedAt = undefined;
      logger.log(`Breaker ${breaker.name}: open -> closed after ${seconds} s (${reason})`);
    }
  });
}
