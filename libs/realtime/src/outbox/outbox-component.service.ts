import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry, ServiceIdentity } from '@secureconnect/platform';
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
    private readonly identity: ServiceIdentity,
    private readonly outbox: Outbox,
    private readonly sweeper: OutboxSweeper,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'outbox', required: false, check: () => this.check() });
    const rows = 'Changes nobody has told for sure, at most 10,000 counted';
    this.size('rows', rows, () => this.sweeper.sizes?.rows);
    const age = 'Age of the oldest change nobody has told for sure';
    this.size('oldest_seconds', age, () => this.sweeper.sizes?.oldestSeconds);
    this.size('told', 'Changes told here that are not settled yet', () => this.outbox.size);
    const help = 'Changes told here for instances that died';
    this.shown.metrics.counted({ name: this.nameOf('swept_total'), help }, (counter) =>
      counter.inc(this.sweeper.swept),
    );
  }

  private nameOf(what: string): string {
    return `${this.identity.name}_outbox_${what}`;
  }

  private size(what: string, help: string, read: () => number | undefined): void {
    this.shown.metrics.gauge({
      ...{ name: this.nameOf(what), help },
      read: (gauge) => {
        const size = read();
        // What nobody knows is not shown as it once was.
        if (size === undefined) gauge.remove();
        else gauge.set(size);
      },
    });
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
