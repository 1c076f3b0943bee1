import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  fallback,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { type Calls, type GuardedSubject } from '../calls/guarded-subject';

/** The four policies of cockatiel that a declared call stands beside: fallback, breaker, bulkhead, timeout. */
export function cockatielCall(calls: Calls): GuardedSubject {
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
  const policy = wrap(
    // Its fallback is told nothing of the call. Making one for each call would cost it more.
    fallback(handleAll, () => calls.findElsewhere('any')),
    breaker,
    bulkhead(1_000, 1_000),
    // The one that rejects at its time, whether what is called listens or not.
    timeout(2_000, TimeoutStrategy.Aggressive),
  );
  return {
    call: (key) => policy.execute(() => calls.find(key)),
    degrade: () => void breaker.isolate(),
  };
}
