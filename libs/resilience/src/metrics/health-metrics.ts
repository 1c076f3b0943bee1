import { faultVerdicts } from '../fault/redis-fault';
import { type RedisHealthService } from '../health/redis-health.service';
import { type RedisState, type RedisTransition } from '../health/redis-state';
import { type MetricSet } from './metric-set';

const states: readonly RedisState[] = ['normal', 'degraded', 'recovering'];

/** Whose health is shown. */
interface ShownHealth {
  readonly service: string;
  readonly health: RedisHealthService;
  /** Whether every breaker lets calls through. */
  readonly areClosed: () => boolean;
}

/** Shows in which state Redis is, what is wrong with it, and how often that changed. */
export function showHealth(metrics: MetricSet, shown: ShownHealth): void {
  const { health } = shown;
  showNow(metrics, shown);
  const losses = new Losses();
  metrics.counted({ name: 'redis_unavailable_total', help: 'How many times Redis was lost' }, (counter) =>
    counter.inc(losses.countedAt(health.state)),
  );
  const transitions = metrics.counter(
    {
      name: 'redis_transitions_total',
      help: 'Changes of the state of Redis, by the state entered',
      labels: ['to'],
    },
    states.map((to) => ({ to })),
  );
  health.state$.subscribe((transition) => {
    transitions.inc({ to: transition.to });
    losses.saw(transition);
  });
}

/** Counts losses. A Redis that was away from the start was lost too, though no transition tells of it. */
class Losses {
  private lost = 0;
  private hasSeen = false;
  private isLost = false;

  saw({ from, to, isForced }: RedisTransition): void {
    if (!this.hasSeen && from === 'degraded') this.lose();
    if (to === 'normal') this.isLost = false;
    // What an operator wants is no loss, and a relapse before it was relied on again is the same one.
    if (to === 'degraded' && !isForced && !this.isLost) this.lose();
    this.hasSeen = true;
  }

  private lose(): void {
    this.lost += 1;
    this.isLost = true;
  }

  countedAt(state: RedisState): number {
    return !this.hasSeen && state === 'degraded' ? 1 : this.lost;
  }
}

function showNow(metrics: MetricSet, { service, health, areClosed }: ShownHealth): void {
  metrics.gauge({
    name: 'redis_available',
    help: 'Whether Redis is relied on (1) or not (0)',
    read: (gauge) => gauge.set(Number(health.isAvailable)),
  });
  metrics.gauge({
    name: 'redis_degraded_mode',
    help: 'Whether fallbacks serve calls in place of Redis (1), for it is away or a breaker is not closed, or not (0)',
    labels: ['service'],
    read: (gauge) => gauge.set({ service }, Number(!health.isAvailable || !areClosed())),
  });
  metrics.gauge({
    name: 'redis_forced_degraded',
    help: 'Whether an operator has Redis left alone (1) or not (0): then redis_available is 0 and Redis may be well',
    read: (gauge) => gauge.set(Number(health.held !== undefined)),
  });
  showStates(metrics, health);
}

function showStates(metrics: MetricSet, health: ShownHealth['health']): void {
  metrics.gauge({
    name: 'redis_state',
    help: 'The state Redis is in (1) and those it is not (0)',
    labels: ['state'],
    read: (gauge) => states.forEach((state) => gauge.set({ state }, Number(health.state === state))),
  });
  metrics.gauge({
    name: 'redis_fault',
    help: 'What is wrong with Redis now (1) and what is not (0), also while an operator has it left alone',
    labels: ['fault'],
    read: (gauge) =>
      Object.keys(faultVerdicts).forEach((fault) =>
        gauge.set({ fault }, Number(health.seenFault?.fault === fault)),
      ),
  });
}
