import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { RedisMetrics } from '@secureconnect/resilience';
import { DeadlineSweeper } from './deadline-sweeper.service';

/** What an operator sees of calls that are open, and of whether they end. */
@Injectable()
export class DeadlinesComponent implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly sweeper: DeadlineSweeper,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'calls', required: false, check: () => this.check() });
    const { metrics } = this.shown;
    const open = { name: 'video_calls_open', help: 'Calls that are not over, in the whole record, by state' };
    metrics.gauge({
      ...{ ...open, labels: ['state'] },
      // What nobody knows is not shown as it once was.
      read: (gauge) =>
        Object.entries(this.sweeper.open ?? {}).forEach(([state, count]) => gauge.set({ state }, count)),
    });
    const swept = {
      name: 'video_deadlines_total',
      help: 'Calls changed here because something was over: ringing, a connection, the wait for somebody',
    };
    metrics.counted(swept, (counter) => counter.inc(this.sweeper.swept));
  }

  private check(): ComponentReport {
    const { open, failing, isSparing } = this.sweeper;
    const seen = { ...(open ?? { ringing: null, active: null }), sparing_connections: isSparing };
    if (!failing) return { status: 'up', ...seen };
    return { status: 'degraded', since: failing.since.toISOString(), last_error: failing.error, ...seen };
  }
}
