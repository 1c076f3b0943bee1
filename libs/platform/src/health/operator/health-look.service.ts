import { Injectable, Logger } from '@nestjs/common';
import { type HealthReport } from '@secureconnect/contracts';
import { inTime } from '@secureconnect/resilience';
import { saidBy } from '../../errors/said-by';
import { HealthReporter } from '../health-reporter.service';

/** What a look saw, and when. */
export interface HealthSeen {
  readonly at: Date;
  readonly report: Pick<HealthReport, 'status' | 'components'>;
}

/** A PostgreSQL that hangs is waited for no longer; the look goes on, and the next one who asks sees what it saw. */
const patienceMs = 300;

/** Looks at all components without ever holding up who asks: what the last look saw is told with its time. */
@Injectable()
export class HealthLook {
  private readonly logger = new Logger('Operator');
  private looking: Promise<void> | undefined;
  private seen: HealthSeen | undefined;

  constructor(private readonly reporter: HealthReporter) {}

  async look(): Promise<HealthSeen | undefined> {
    this.looking ??= this.ask().finally(() => (this.looking = undefined));
    await inTime(this.looking, patienceMs);
    return this.seen;
  }

  private async ask(): Promise<void> {
    const at = new Date();
    try {
      this.seen = { at, report: await this.reporter.report() };
    } catch (error) {
      // What was seen before may be green, and says nothing any more.
      this.logger.error(`Health cannot be told: ${saidBy(error)}`);
      const health = { status: 'down', last_error: saidBy(error) } as const;
      this.seen = { at, report: { status: 'unavailable', components: { health } } };
    }
  }
}
