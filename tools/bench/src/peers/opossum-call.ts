import CircuitBreaker from 'opossum';
import { type Calls, type GuardedSubject } from '../calls/guarded-subject';

/** opossum's timeout, breaker, capacity and fallback. */
export function opossumCall(calls: Calls): GuardedSubject {
  const breaker = new CircuitBreaker((key: string) => calls.find(key), {
    timeout: 2_000,
    resetTimeout: 60_000,
    capacity: 1_000,
  });
  breaker.fallback((key: string) => calls.findElsewhere(key));
  return {
    call: (key) => breaker.fire(key),
    degrade: () => breaker.open(),
    close: () => breaker.shutdown(),
  };
}
