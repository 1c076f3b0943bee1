import { type EntityManager } from 'typeorm';
import { type Fence } from '../table/fence';
import { type JobDatabase } from '../table/job-database';
import { type Inserted, type NewJob } from '../table/job-row';
import { isKeyed, type JobTable } from '../table/job-table';
import { Accepting } from './accepting';
import { BatchInsert, type FenceFor } from './batch-insert';
import { EnqueueBatches } from './enqueue-batches';
import { PostgresClock } from './postgres-clock';
import { refusalOf } from './refusal';
import { WaitingRoom } from './waiting-jobs';

/** Of the deadline, what the answer has for its way back: a job that is in but said to be refused would run. */
const wayBack = 0.2;

/**
 * Has jobs accepted within a deadline, or refused for good: a statement that a frozen PostgreSQL finds when it wakes
 * sees by PostgreSQL's own clock that it is too late, and does nothing.
 */
export class Enqueuer {
  private readonly plain: EnqueueBatches;
  /** Of those with keys, which others may hold. */
  private readonly keyed: EnqueueBatches;
  /** Of those with order keys, whatever other keys they have. */
  private readonly ordered: EnqueueBatches;

  constructor(
    database: JobDatabase,
    private readonly table: JobTable,
    private readonly deadlineMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    const clock = new PostgresClock(database, now);
    const learn = (postgresMs: number): void => clock.learn(postgresMs);
    const fenceFor: FenceFor = async (deadline) => {
      const answerWithinMs = deadline - this.now();
      if (answerWithinMs <= this.deadlineMs * wayBack) return undefined;
      const untilMs = await clock.at(deadline - this.deadlineMs * wayBack, answerWithinMs);
      return { untilMs, answerWithinMs: Math.ceil(answerWithinMs) };
    };
    const room = new WaitingRoom();
    const { inserts, keyed } = table;
    const insertsOf = (jobs: readonly NewJob[]) => (jobs.some(isKeyed) ? keyed : inserts);
    const insert = new BatchInsert(insertsOf, fenceFor, learn);
    this.plain = new EnqueueBatches(insert, room, true);
    this.ordered = new EnqueueBatches(insert, room, true);
    this.keyed = new EnqueueBatches(insert, room, false);
  }

  async accept(job: NewJob, within?: EntityManager): Promise<Inserted> {
    if (within) return this.acceptWithin(job, within);
    const entry = new Accepting(job, this.now() + this.deadlineMs, this.deadlineMs);
    this.streamOf(job).add(entry);
    return entry.settled;
  }

  private streamOf(job: NewJob): EnqueueBatches {
    if (job.orderKey !== undefined) return this.ordered;
    return isKeyed(job) ? this.keyed : this.plain;
  }

  /** An answer that is overdue cuts the connection, and so ends the transaction: nothing of it ever takes effect. */
  private async acceptWithin(job: NewJob, within: EntityManager): Promise<Inserted> {
    const deadline = this.now() + this.deadlineMs;
    const left = (ms: number): number => Math.max(1, Math.ceil(deadline - this.now() - ms));
    const { deadlineMs } = this;
    const fence: Fence = {
      get answerWithinMs() {
        return left(0);
      },
      get lockWithinMs() {
        return left(deadlineMs * wayBack);
      },
    };
    try {
      return (await this.table.insert([job], within, fence))[0] as Inserted;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}
