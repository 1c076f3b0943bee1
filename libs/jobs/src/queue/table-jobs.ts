import { asPart, currentContext, newId, type RequestContext } from '@secureconnect/platform';
import { type Page } from '@secureconnect/contracts';
import { type JobDefinition } from '../definition/job-definition';
import { writePayload } from '../definition/payload';
import { type DeadLetter, DeadTable } from '../table/dead-table';
import { type CancelOutcome, JobCancels } from '../table/job-cancels';
import { type JobDatabase } from '../table/job-database';
import { type JobReport, JobReports } from '../table/job-reports';
import { type Inserted, type NewJob } from '../table/job-row';
import { type EntityManager } from 'typeorm';
import { type WakeUps } from '../worker/wake-ups';
import { checkOptions } from './check-options';
import { type EnqueueOptions } from './enqueue.options';
import { type Enqueuer } from './enqueuer';
import { type JobStats } from './job-stats';
import { type DeadPage, Jobs } from './jobs';
import { KnownStats } from './known-stats';

const replayedAtOnce = 500;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Jobs that live in this service's schema. */
export class TableJobs extends Jobs {
  private readonly cancels: JobCancels;
  private readonly reports: JobReports;
  private readonly letters: DeadTable;
  private readonly stats: KnownStats;

  constructor(
    private readonly enqueuer: Enqueuer,
    database: JobDatabase,
    private readonly wakeUps: WakeUps,
    private readonly onEnqueued: (name: string) => void = () => undefined,
  ) {
    super();
    this.cancels = new JobCancels(database);
    this.reports = new JobReports(database);
    this.letters = new DeadTable(database);
    this.stats = new KnownStats(this.reports);
  }

  async enqueue<P extends object>(
    definition: JobDefinition<P>,
    payload: P,
    options: EnqueueOptions = {},
  ): Promise<Inserted> {
    const { name } = definition;
    checkOptions(name, options);
    const { runAt, within, ...told } = options;
    const text = writePayload(definition, payload);
    const job = {
      id: newId(),
      name,
      payload: text,
      dueAt: runAt,
      ...told,
    };
    const inserted = await this.accept(job, within);
    if (inserted.isNew) this.onEnqueued(name);
    // Its commit tells everybody, this process too; this says it at once, and where nobody hears that.
    if (inserted.isNew && !within) this.wake(name, options);
    return inserted;
  }

  /** What it is run by goes on with the trace of who asked for it. */
  private accept(job: NewJob, within?: EntityManager): Promise<Inserted> {
    const name = `enqueue ${job.name}`;
    return asPart({ name, side: 'producer', attributes: { 'secureconnect.job': job.name } }, () =>
      this.enqueuer.accept({ ...job, context: traceOf(currentContext()) }, within),
    );
  }

  async cancel(id: string): Promise<CancelOutcome> {
    return uuid.test(id) ? this.changed(this.cancels.cancel(id)) : 'absent';
  }

  async find(id: string): Promise<JobReport | undefined> {
    return uuid.test(id) ? this.reports.find(id) : undefined;
  }

  getStats(): Promise<JobStats> {
    return this.stats.get();
  }

  dead(name: string | undefined, { cursor, limit }: DeadPage): Promise<Page<DeadLetter>> {
    return this.letters.page(name, cursor, limit);
  }

  async replay(id: string): Promise<boolean> {
    return uuid.test(id) && this.changed(this.letters.replay(id));
  }

  replayAll(name: string): Promise<number> {
    return this.changed(this.letters.replayAll(name, replayedAtOnce));
  }

  async discard(id: string): Promise<boolean> {
    return uuid.test(id) && this.changed(this.letters.discard(id));
  }

  /** Whoever changes something sees that in what is counted afterwards. */
  private changed<T>(change: Promise<T>): Promise<T> {
    return change.finally(() => this.stats.forget());
  }

  /** When `runAt` is, PostgreSQL's clock says: whoever looks asks it. */
  private wake(name: string, { delayMs = 0, runAt }: EnqueueOptions): void {
    if (runAt || delayMs > 0) this.wakeUps.dueIn(delayMs);
    else this.wakeUps.ready([name]);
  }
}

/** Without who sent the request: a job outlives it, and its row is no place for an address. */
const traceOf = (context: RequestContext | undefined): RequestContext | undefined =>
  context && { requestId: context.requestId, traceparent: context.traceparent };
