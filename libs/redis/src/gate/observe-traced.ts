import { type FailoverObserver } from '@secureconnect/resilience';
import { type RedisTracing } from './redis-tracing';

/** Counts as before, and has what another tier served traced. */
export const observeTraced = (counts: FailoverObserver, tracing: RedisTracing): FailoverObserver => ({
  fellBack: (store, tier, durationMs, because) => {
    counts.fellBack(store, tier, durationMs, because);
    tracing.fellBack(store, tier, durationMs, because);
  },
  missedDeadline: (kind) => counts.missedDeadline(kind),
  tierChanged: (store, tier) => counts.tierChanged(store, tier),
});
