import { Injectable } from '@nestjs/common';
import { type BreakerState, MetricSet } from '@secureconnect/resilience';
import { register } from 'prom-client';
import { upstreamOutcomes } from './upstream';
import { Upstreams } from './upstreams';

const states: readonly BreakerState[] = ['closed', 'open', 'half-open'];

/** Shows each upstream to Prometheus; what it shows is counted where it happens and read when somebody asks. */
@Injectable()
export class UpstreamMetrics {
  constructor(private readonly upstreams: Upstreams) {
    const metrics = new MetricSet(register);
    this.showRequests(metrics);
    this.showRetries(metrics);
    this.showProtection(metrics);
  }

  private showRequests(metrics: MetricSet): void {
    metrics.counted(
      {
        name: 'gateway_upstream_requests_total',
        help: 'Requests to an upstream, by how they ended',
        labels: ['upstream', 'outcome'],
      },
      (counter) => {
        for (const [upstream, { outcomes }] of this.upstreams.all)
          for (const outcome of upstreamOutcomes)
            counter.inc({ upstream, outcome }, outcomes.get(outcome) ?? 0);
      },
    );
  }

  private showRetries(metrics: MetricSet): void {
    metrics.counted(
      {
        name: 'gateway_upstream_retries_total',
        help: 'Requests that were sent to an upstream once more',
        labels: ['upstream'],
      },
      (counter) => {
        for (const [upstream, { retries }] of this.upstreams.all) counter.inc({ upstream }, retries.total);
      },
    );
    metrics.gauge({
      name: 'gateway_upstream_requests_in_flight',
      help: 'Requests under way to an upstream',
      labels: ['upstream'],
      read: (gauge) => {
        for (const [upstream, { inFlight }] of this.upstreams.all) gauge.set({ upstream }, inFlight);
      },
    });
  }

  private showProtection(metrics: MetricSet): void {
    metrics.gauge({
      name: 'gateway_upstream_breaker_state',
      help: "Where an upstream's breaker stands (1)",
      labels: ['upstream', 'state'],
      read: (gauge) => {
        for (const [upstream, { breaker }] of this.upstreams.all)
          for (const state of states) gauge.set({ upstream, state }, Number(state === breaker.state));
      },
    });
    metrics.gauge({
      name: 'gateway_upstream_instances',
      help: 'Instances of an upstream: well, not ready, or ejected for what requests met there',
      labels: ['upstream', 'state'],
      read: (gauge) => {
        for (const [upstream, { instances }] of this.upstreams.all)
          for (const state of ['well', 'not_ready', 'ejected'] as const) {
            const is = { well: 'isWell', not_ready: 'isReady', ejected: 'isEjected' } as const;
            const count = instances.filter(({ health }) => health[is[state]] !== (state === 'not_ready'));
            gauge.set({ upstream, state }, count.length);
          }
      },
    });
  }
}
