import { Injectable } from '@nestjs/common';
import { Jobs } from '../queue/jobs';
import { type QueueStats } from '../table/job-reports';
import { JobActivity } from '../worker/job-activity';

/** One queue: its jobs in all instances, and the places of this one that are stuck. */
export interface QueueView extends QueueStats {
  readonly stuck: number;
  readonly stuckSince?: Date;
}

/** All queues that have jobs or are worked on here; not current: as last known, for PostgreSQL does not answer. */
export interface Overview {
  readonly asOf?: Date;
  readonly isCurrent: boolean;
  readonly queues: readonly QueueView[];
}

const nothing = { waiting: 0, delayed: 0, running: 0, dead: 0, oldestWaitingMs: 0 };

/** What is shown of queues, to operators, health and metrics alike. */
@Injectable()
export class QueueOverview {
  constructor(
    private readonly jobs: Jobs,
    private readonly activity: JobActivity,
  ) {}

  /** Answers in every mode. */
  async look(): Promise<Overview> {
    const { asOf, isCurrent, queues } = await this.jobs.getStats();
    const { places } = this.activity;
    const stats = new Map(queues.map((each) => [each.name, each]));
    const names = new Set([...places.map(({ queue }) => queue), ...stats.keys()]);
    const views = [...names].sort().map((name) => {
      const { stuck = 0, stuckSince } = places.find(({ queue }) => queue === name) ?? {};
      return { ...nothing, name, ...stats.get(name), stuck, stuckSince };
    });
    return { asOf, isCurrent, queues: views };
  }
}
