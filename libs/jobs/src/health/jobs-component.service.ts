import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { JOBS_OPTIONS } from '../jobs.constants';
import { type JobsOptions } from '../jobs.options';
import { type Overview, QueueOverview, type QueueView } from '../operator/queue-overview.service';
import { QueueDto } from '../operator/queues.dto';

interface Trouble {
  readonly since: number;
  readonly what: string;
}

/** Tells health of the queues; the service takes traffic whatever they do. */
@Injectable()
export class JobsComponent implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly overview: QueueOverview,
    @Inject(JOBS_OPTIONS) private readonly options: JobsOptions,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'jobs', required: false, check: () => this.check() });
  }

  async check(): Promise<ComponentReport> {
    const seen = await this.overview.look();
    const rest = { as_of: seen.asOf?.toISOString() ?? null, queues: queuesOf(seen) };
    const troubles = seen.queues.flatMap((queue) => this.troublesOf(queue, seen.asOf));
    if (!seen.isCurrent) {
      const last_error = 'PostgreSQL does not answer in time: these are the last known counts';
      return { status: 'degraded', last_error, ...rest };
    }
    if (troubles.length === 0) return { status: 'up', ...rest };
    const since = new Date(Math.min(...troubles.map((trouble) => trouble.since))).toISOString();
    return { status: 'degraded', since, last_error: troubles.map(({ what }) => what).join('; '), ...rest };
  }

  private troublesOf(queue: QueueView, asOf = new Date()): Trouble[] {
    const { name, stuck, stuckSince = asOf, oldestWaitingMs } = queue;
    const { overdueMs } = this.options;
    const late = Math.round(oldestWaitingMs / 1_000);
    return [
      ...(stuck > 0
        ? [{ since: stuckSince.getTime(), what: `${stuck} handlers of "${name}" do not end` }]
        : []),
      ...(oldestWaitingMs > overdueMs
        ? [{ since: asOf.getTime() - oldestWaitingMs + overdueMs, what: `"${name}" is ${late} s behind` }]
        : []),
    ];
  }
}

const queuesOf = ({ queues }: Overview) =>
  Object.fromEntries(
    queues.map((queue) => {
      const { name, ...counts } = QueueDto.of(queue);
      return [name, counts];
    }),
  );
