import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { RedisMetrics } from '@secureconnect/resilience';
import { OutboxSweeper } from './outbox-sweeper.service';
import { Outbox } from './outbox.service';

/** What was committed this long ago should have been told by somebody. */
const lateSeconds = 15;

/** What an operator sees of the outbox: what lies there, for how long, and whether anybody sees to it. */
@Injectable()
export class OutboxComponent implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly outbox: Outbox,
    private readonly sweeper: OutboxSweeper,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'outbox', required: false, check: () => this.check() });
    const { metrics } = this.shown;
    const size = (name: string, help: string, read: () => number | undefined) =>
      metrics.gauge({ name, help, read: (gauge) => setOrRemove(gauge, read()) });
    size('chat_outbox_rows', 'Changes in the outbox, at most 10,000 counted', () => this.sweeper.sizes?.rows);
    const age = 'Age of the change that is in the outbox for longest';
    size('chat_outbox_oldest_seconds', age, () => this.sweeper.sizes?.oldestSeconds);
    size('chat_outbox_told', 'Changes told here whose rows are to be removed', () => this.outbox.size);
    const swept = { name: 'chat_outbox_swept_total', help: 'Changes told here for instances that died' };
    metrics.counted(swept, (counter) => counter.inc(this.sweeper.swept));
  }

  private check(): ComponentReport {
    const { sizes, failing, swept } = this.sweeper;
    const seen = { rows: sizes?.rows ?? null, oldest_seconds: sizes?.oldestSeconds ?? null, swept };
    if (failing)
      return { status: 'degraded', since: failing.since.toISOString(), last_error: failing.error, ...seen };
    const isLate = (sizes?.oldestSeconds ?? 0) > lateSeconds;
    return { status: isLate ? 'degraded' : 'up', ...seen };
  }
}

function setOrRemove(gauge: { set(value: number): void; remove(): void }, value: number | undefined): void {
  // What nobody knows is not shown as it once was.
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}
