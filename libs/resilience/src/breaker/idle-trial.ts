import { type CircuitBreaker } from './circuit-breaker';

/** What is known of Redis without asking it. */
export interface LookedAtRedis {
  readonly isAvailable: boolean;
  readonly checks: { readonly tookMs: number | undefined };
}

/**
 * Tries a breaker by the last look at Redis, where nobody has called for so long after it would have let somebody try:
 * else one that opened in the evening would be open all night. Gives how to stop that.
 */
export function tryWhereNobodyCalls(
  breaker: CircuitBreaker,
  redis: LookedAtRedis,
  { idleMs }: { readonly idleMs: number },
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const attempt = () => {
    const { tookMs } = redis.checks;
    if (redis.isAvailable && tookMs !== undefined && breaker.admit()) breaker.succeed(tookMs);
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    if (breaker.isForced || breaker.state === 'closed') return;
    timer = setTimeout(attempt, breaker.retryAfterMs + idleMs).unref();
  };
  const changes = breaker.transitions$.subscribe(plan);
  return () => {
    changes.unsubscribe();
    clearTimeout(timer);
  };
}
