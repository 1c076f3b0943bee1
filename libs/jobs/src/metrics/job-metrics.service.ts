import { setTimeout as rest } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Histogram, type Metric, register } from 'prom-client';
import { type Subscription } from 'rxjs';
import { FaultLog } from '../fault-log';
import { QueueOverview, type QueueView } from '../operator/queue-overview.service';
import { type AttemptReport, JobActivity } from '../worker/job-activity';
import { JobTables } from '../worker/job-tables';

const states = ['waiting', 'delayed', 'running', 'dead'] as const;
const outcomes = ['done', 'cancelled', 'dead'] as const;
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

type Finish = (typeof outcomes)[number];

/** A scrape must not wait for a PostgreSQL that hangs, or all metrics would be missing when they are needed most. */
const lookMs = 200;

/** Counts what happens here, and shows what lies in the queues; while PostgreSQL is away, what was last seen there. */
@Injectable()
export class JobMetrics implements OnModuleInit, OnModuleDestroy {
  private subscriptions: Subscription[] = [];
  private queues: readonly QueueView[] = [];
  private workers: number | undefined;
  private looking: Promise<void> | undefined;
  private readonly faults = new FaultLog('The workers cannot be counted');

  constructor(
    private readonly overview: QueueOverview,
    private readonly activity: JobActivity,
    private readonly tables: JobTables,
  ) {}

  onModuleInit(): void {
    this.showQueues();
    const enqueued = take('jobs_enqueued_total', (name) => {
      const help = 'Jobs that were accepted here, by queue';
      return new Counter({ name, help, labelNames: ['queue'] });
    });
    const finished = this.finished();
    const waited = duration('jobs_wait_seconds', 'How long jobs waited after they were ready, by queue');
    const ran = duration('jobs_run_seconds', 'How long attempts took, by queue');
    for (const { queue } of this.activity.places) {
      enqueued.inc({ queue }, 0);
      for (const outcome of outcomes) finished.inc({ queue, outcome }, 0);
    }
    this.subscriptions = [
      this.activity.enqueued$.subscribe((queue) => enqueued.inc({ queue })),
      this.activity.attempts$.subscribe((report) => {
        const { queue, waitedMs, ranMs } = report;
        waited.observe({ queue }, waitedMs / 1_000);
        ran.observe({ queue }, ranMs / 1_000);
        const outcome = finishOf(report);
        if (outcome) finished.inc({ queue, outcome });
      }),
      this.tables.workers.buried$.subscribe((queue) => finished.inc({ queue, outcome: 'dead' })),
    ];
  }

  onModuleDestroy(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private finished(): Counter {
    const help = 'Jobs that ended here, by queue and outcome';
    const labelNames = ['queue', 'outcome'];
    return take('jobs_finished_total', (name) => new Counter({ name, help, labelNames }));
  }

  private showQueues(): void {
    const help = 'Jobs of the service, by queue and state';
    this.show('jobs', help, ['queue', 'state'], (gauge) => {
      for (const queue of this.queues)
        for (const state of states) gauge.set({ queue: queue.name, state }, queue[state]);
    });
    const age = 'How long the first of those that wait might have run, by queue';
    this.show('jobs_oldest_waiting_seconds', age, ['queue'], (gauge) => {
      for (const { name: queue, oldestWaitingMs } of this.queues)
        gauge.set({ queue }, oldestWaitingMs / 1_000);
    });
    const stuckHelp = 'Places of this instance whose handler was told to end and did not, by queue';
    this.show('jobs_stuck', stuckHelp, ['queue'], (gauge) => {
      for (const { queue, stuck } of this.activity.places) gauge.set({ queue }, stuck);
    });
    this.show('job_workers', 'Processes that run jobs of the service', [], (gauge) => {
      if (this.workers === undefined) gauge.remove();
      else gauge.set(this.workers);
    });
  }

  private show(name: string, help: string, labelNames: string[], read: (gauge: Gauge) => void): void {
    const collect = async (): Promise<void> => {
      await Promise.race([this.look(), rest(lookMs, undefined, { ref: false })]);
      gauge.reset();
      read(gauge);
    };
    const gauge = take(name, () => new Gauge({ name, help, labelNames, collect }));
  }

  private look(): Promise<void> {
    this.looking ??= this.see().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async see(): Promise<void> {
    const { queues, isCurrent } = await this.overview.look();
    this.queues = queues;
    // That PostgreSQL is away is told by its own metric.
    this.workers = isCurrent ? await this.countWorkers() : undefined;
  }

  private async countWorkers(): Promise<number | undefined> {
    try {
      return (await this.tables.workers.beats()).length;
    } catch (error) {
      this.faults.note(error); // Thrown, it would take all metrics with it.
      return undefined;
    }
  }
}

const endedWell: ReadonlySet<string> = new Set(['done', 'ended', 'failed_after_end']);

/** Whether a job ended with this attempt, and how. */
function finishOf({ verdict, outcome }: AttemptReport): Finish | undefined {
  if (verdict === 'bury') return 'dead';
  if (outcome === 'cancelled') return 'cancelled';
  return endedWell.has(outcome) ? 'done' : undefined;
}

const duration = (metric: string, help: string): Histogram =>
  take(metric, (name) => new Histogram({ name, help, labelNames: ['queue'], buckets }));

/** A name passes to the newest: an application that starts anew in the same process. */
function take<M extends Metric>(name: string, make: (name: string) => M): M {
  register.removeSingleMetric(name);
  return make(name);
}
