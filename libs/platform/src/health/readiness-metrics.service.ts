import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type HealthReport } from '@secureconnect/contracts';
import { Gauge, register } from 'prom-client';
import { saidBy } from '../errors/said-by';
import { Drain } from '../shutdown/drain.service';
import { HealthReporter } from './health-reporter.service';

type Seen = Pick<HealthReport, 'status' | 'components'>;

/**
 * Shows what health knows. A scrape must not wait for a PostgreSQL that hangs, or all metrics would be missing when they
 * are needed most: it is shown what the last look saw, and brings about the next one.
 */
@Injectable()
export class ReadinessMetrics implements OnApplicationBootstrap {
  private readonly logger = new Logger('Metrics');
  private last: Seen | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly reporter: HealthReporter,
    private readonly drain: Drain,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.show('service_ready', 'Whether the service may have traffic (1) or not (0)', [], (gauge, report) =>
      gauge.set(Number(report.status !== 'unavailable' && !this.drain.isDraining)),
    );
    this.show(
      'service_component_available',
      'Whether a thing the service stands on is wholly well (1) or not (0)',
      ['component'],
      (gauge, { components }) => {
        for (const [component, { status }] of Object.entries(components))
          gauge.set({ component }, Number(status === 'up'));
      },
    );
    void this.look();
  }

  private show(
    name: string,
    help: string,
    labelNames: string[],
    set: (gauge: Gauge, seen: Seen) => void,
  ): void {
    register.removeSingleMetric(name);
    const collect = (): void => {
      gauge.reset();
      if (this.last) set(gauge, this.last);
      void this.look();
    };
    const gauge = new Gauge({ name, help, labelNames, collect });
  }

  /** What was seen before may be green, and says nothing any more: a service that cannot tell is not ready. */
  private cannotTell(error: unknown): void {
    this.last = { status: 'unavailable', components: {} };
    this.logger.error(`Health cannot be told: ${saidBy(error)}`);
  }

  private look(): Promise<void> {
    this.looking ??= this.reporter
      .report()
      .then(
        (report) => void (this.last = report),
        (error: unknown) => this.cannotTell(error),
      )
      .finally(() => (this.looking = undefined));
    return this.looking;
  }
}
