import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RedisHealthService } from '@secureconnect/resilience';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { type Counter, type Gauge } from 'prom-client';
import { ServiceIdentity } from '../bootstrap/service-identity';

/** Declares the measures to Prometheus. */
export const redisMetricProviders = [
  makeGaugeProvider({ name: 'redis_available', help: 'Whether Redis is relied on (1) or not (0)' }),
  makeCounterProvider({ name: 'redis_unavailable_total', help: 'How many times Redis was lost' }),
  makeGaugeProvider({
    name: 'redis_degraded_mode',
    help: 'Whether the service runs without Redis (1) or not (0)',
    labelNames: ['service'],
  }),
  makeCounterProvider({
    name: 'redis_transitions_total',
    help: 'Changes of the state of Redis, by the state entered',
    labelNames: ['to'],
  }),
];

/** Keeps the measures of Redis in step with its state. */
@Injectable()
export class RedisMetrics implements OnApplicationBootstrap {
  constructor(
    private readonly health: RedisHealthService,
    private readonly identity: ServiceIdentity,
    @InjectMetric('redis_available') private readonly available: Gauge,
    @InjectMetric('redis_unavailable_total') private readonly unavailable: Counter,
    @InjectMetric('redis_degraded_mode') private readonly degraded: Gauge,
    @InjectMetric('redis_transitions_total') private readonly transitions: Counter,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.health.isAvailable) this.unavailable.inc();
    this.show();
    this.health.state$.subscribe(({ to }) => {
      this.transitions.inc({ to });
      if (to === 'degraded') this.unavailable.inc();
      this.show();
    });
  }

  private show(): void {
    this.available.set(this.health.isAvailable ? 1 : 0);
    this.degraded.set({ service: this.identity.name }, this.health.isAvailable ? 0 : 1);
  }
}
