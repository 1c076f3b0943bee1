import { type Counter } from 'prom-client';
import { type RedisKind } from '../failover/redis-gatekeeper';
import { type RedisFault } from '../fault/redis-fault';
import { type MetricSet } from './metric-set';

/** How one operation on Redis ended, as a client tells it. */
export interface CountedOutcome {
  readonly kind: RedisKind;
  readonly fault?: RedisFault | undefined;
}

const kinds: readonly RedisKind[] = ['read', 'write', 'pubsub', 'blocking'];

/** Counts what operations on Redis suffered from. */
export class OutcomeMetrics {
  private readonly faults: Counter<'kind' | 'fault'>;
  private readonly missed: Counter<'kind'>;
  private hearsOutcomes = false;

  constructor(metrics: MetricSet) {
    this.faults = metrics.counter({
      name: 'redis_faults_total',
      help: 'Operations that failed by a fault of Redis, by kind of call and fault',
      labels: ['kind', 'fault'],
    });
    this.missed = metrics.counter(
      {
        name: 'redis_deadline_missed_total',
        help: 'Operations that Redis did not answer in time, by kind of call',
        labels: ['kind'],
      },
      kinds.map((kind) => ({ kind })),
    );
  }

  /** Counts the outcomes a client tells of from now on. */
  listen(client: { onOutcome(listener: (outcome: CountedOutcome) => void): unknown }): void {
    this.hearsOutcomes = true;
    client.onOutcome(({ kind, fault }) => {
      if (fault === undefined) return;
      this.faults.inc({ kind, fault });
      if (fault === 'hung') this.missed.inc({ kind });
    });
  }

  /** A caller's own deadline passed. A client that tells its outcomes tells of this one too, sooner or later. */
  missedDeadline(kind: RedisKind): void {
    if (!this.hearsOutcomes) this.missed.inc({ kind });
  }
}
