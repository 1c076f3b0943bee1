import { type BreakerState, type CircuitBreaker } from '../breaker/circuit-breaker';
import { type RedisKind } from '../failover/redis-gatekeeper';
import { type MetricSet } from './metric-set';

const states: readonly BreakerState[] = ['closed', 'open', 'half-open'];
/** A breaker an operator holds is in one of these besides. */
const forcedStates = ['forced-open', 'forced-closed'] as const;

/** Shows where each breaker stands, whether somebody holds it there, and how often it changed. */
export function showBreakers(metrics: MetricSet, breakers: ReadonlyMap<RedisKind, CircuitBreaker>): void {
  metrics.gauge({
    name: 'redis_breaker_state',
    help: 'Where the breaker of each kind of call stands (1); forced-open and forced-closed while an operator holds it',
    labels: ['kind', 'state'],
    read: (gauge) => {
      for (const [kind, { state: current, isForced }] of breakers) {
        for (const state of states) gauge.set({ kind, state }, Number(state === current));
        for (const state of forcedStates)
          gauge.set({ kind, state }, Number(isForced && state === `forced-${current}`));
      }
    },
  });
  const transitions = metrics.counter(
    {
      name: 'redis_breaker_transitions_total',
      help: 'Changes of the breaker of each kind of call, by the state entered',
      labels: ['kind', 'to'],
    },
    [...breakers.keys()].flatMap((kind) => states.map((to) => ({ kind, to }))),
  );
  for (const [kind, breaker] of breakers)
    breaker.transitions$.subscribe(({ to }) => transitions.inc({ kind, to }));
}
