import { register, type Registry } from 'prom-client';
import { type CircuitBreaker } from '../breaker/circuit-breaker';
import { type FailoverObserver } from '../failover/failover-observer';
import { type RedisKind } from '../failover/redis-gatekeeper';
import { type RedisHealthService } from '../health/redis-health.service';
import { type Reconciler } from '../recovery/reconciler';
import { showBreakers } from './breaker-metrics';
import { FailoverMetrics, type ShownStore } from './failover-metrics';
import { showHealth } from './health-metrics';
import { MetricSet } from './metric-set';
import { showOperations } from './operation-metrics';
import { type CountedOutcome, OutcomeMetrics } from './outcome-metrics';
import { type ShownWrites, showKept, showProgress, showRecoveries } from './recovery-metrics';

/**
 * What Prometheus is told of one Redis. Each part is shown from the moment it is handed over; no label has a value that a
 * client controls. One application has one for each registry: the newest takes the names.
 */
export class RedisMetrics {
  /** Where the metrics are made; other libraries of the application show theirs beside them. */
  readonly metrics: MetricSet;
  private readonly outcomes: OutcomeMetrics;
  private readonly failover: FailoverMetrics;
  private breakers: ReadonlyMap<RedisKind, CircuitBreaker> = new Map();

  constructor(
    private readonly service: string,
    registry: Registry = register,
  ) {
    this.metrics = new MetricSet(registry);
    this.outcomes = new OutcomeMetrics(this.metrics);
    showOperations(this.metrics);
    this.failover = new FailoverMetrics(this.metrics, (kind) => this.outcomes.missedDeadline(kind));
  }

  /** What Failover tells of its calls. */
  get observer(): FailoverObserver {
    return this.failover;
  }

  /** State, faults, recoveries and what is noticed about the server; best before the health starts. */
  showHealth(health: RedisHealthService): void {
    const areClosed = () => [...this.breakers.values()].every(({ state }) => state === 'closed');
    showHealth(this.metrics, { service: this.service, health, areClosed });
    showRecoveries(this.metrics, health);
  }

  showBreakers(breakers: ReadonlyMap<RedisKind, CircuitBreaker>): void {
    this.breakers = breakers;
    showBreakers(this.metrics, breakers);
  }

  /** Faults and missed deadlines of a client that tells how its operations end; RedisGate is one. */
  showOutcomes(client: { onOutcome(listener: (outcome: CountedOutcome) => void): unknown }): void {
    this.outcomes.listen(client);
  }

  /** The tier of every store, also of those opened later. */
  showStores(failover: { readonly stores: readonly ShownStore[] }): void {
    this.failover.show(failover);
  }

  showProgress(reconciler: Reconciler): void {
    showProgress(this.metrics, reconciler);
  }

  /** What waits for Redis, also in stores opened later. */
  showKept(kept: { readonly stores: readonly ShownWrites[] }): void {
    showKept(this.metrics, kept);
  }
}
