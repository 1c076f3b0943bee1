import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MetricSet } from '@secureconnect/resilience';
import { register } from 'prom-client';
import { decidingTiers } from './memory/counted-policy';
import { RateLimitParts } from './rate-limit-parts';

/** Shows what was decided, and how full memory is; it is counted where it costs nothing and read when somebody looks. */
@Injectable()
export class RateLimitMetrics implements OnModuleInit {
  constructor(private readonly parts: RateLimitParts) {}

  onModuleInit(): void {
    const { table } = this.parts.limiter;
    const metrics = new MetricSet(register);
    this.showDecisions(metrics);
    metrics.gauge({
      name: 'rate_limit_subjects',
      help: 'Subjects remembered in memory',
      read: (gauge) => gauge.set(table.size),
    });
    metrics.counted(
      {
        name: 'rate_limit_evictions_total',
        help: 'Subjects with a debt that made room for others in memory',
      },
      (counter) => counter.inc(table.evictions),
    );
    metrics.counted(
      {
        name: 'rate_limit_turned_away_total',
        help: 'Times that memory was full of subjects over their limits, and a new one was counted with the crowd',
      },
      (counter) => counter.inc(table.turnedAway),
    );
  }

  private showDecisions(metrics: MetricSet): void {
    const labels = ['policy', 'outcome', 'tier'] as const;
    const help = 'Decisions of rate limits, by policy, outcome and who decided';
    metrics.counted({ name: 'rate_limit_decisions_total', help, labels }, (counter) => {
      for (const { policy, outcomes } of this.parts.limiter.book.all)
        for (const tier of decidingTiers)
          for (const [outcome, count] of Object.entries(outcomes[tier]))
            counter.inc({ policy: policy.name, outcome, tier }, count);
    });
  }
}
