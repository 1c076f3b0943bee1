import { Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { type MetricSet } from '@secureconnect/resilience';
import { type Ending, endings } from './record/known-session';
import { type Rotation } from './session.store';

const outcomes: readonly Rotation['outcome'][] = ['rotated', 'replayed', 'reused', 'unknown', 'ended'];
/** Counting all sessions costs PostgreSQL something, and nobody watches it by the second. */
const countEveryMs = 30_000;

/** Counts what happens to sessions here, and shows how many there are. */
export class SessionMetrics {
  readonly begun: () => void;
  readonly ended: (reason: Ending, count: number) => void;
  readonly refreshed: (outcome: Rotation['outcome']) => void;
  private readonly logger = new Logger('Sessions');
  private active: number | undefined;
  private countedAt = -Infinity;

  constructor(
    metrics: MetricSet,
    private readonly count: () => Promise<number>,
  ) {
    const begun = metrics.counter({ name: 'sessions_begun_total', help: 'Sessions that began here' });
    const ended = metrics.counter(
      { name: 'sessions_ended_total', help: 'Sessions that were ended here, by reason', labels: ['reason'] },
      endings.map((reason) => ({ reason })),
    );
    const refreshed = metrics.counter(
      {
        name: 'session_refreshes_total',
        help: 'Refresh tokens that were presented here, by outcome',
        labels: ['outcome'],
      },
      outcomes.map((outcome) => ({ outcome })),
    );
    this.begun = () => begun.inc();
    this.ended = (reason, count) => ended.inc({ reason }, count);
    this.refreshed = (outcome) => refreshed.inc({ outcome });
    this.showActive(metrics);
  }

  private showActive(metrics: MetricSet): void {
    const help = 'Sessions of all users that have not ended, as last counted';
    metrics.gauge({
      name: 'sessions_active',
      help,
      read: (gauge) => {
        void this.look();
        if (this.active === undefined) gauge.remove();
        else gauge.set(this.active);
      },
    });
  }

  private async look(): Promise<void> {
    const now = performance.now();
    if (now - this.countedAt < countEveryMs) return;
    this.countedAt = now;
    try {
      this.active = await this.count();
    } catch (error) {
      // While PostgreSQL is away, which its own metric tells, nobody knows.
      this.active = undefined;
      if (!classifyDatabaseError(error))
        this.logger.warn(`Sessions were not counted: ${(error as Error).message}`);
    }
  }
}
