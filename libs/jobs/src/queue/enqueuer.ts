import { type EntityManager } from 'typeorm';
import { type JobDatabase } from '../table/job-database';
import { type Inserted, type NewJob } from '../table/job-row';
import { isKeyed, type JobTable } from '../table/job-table';
import { Accepting } from './accepting';
import { EnqueueBatches, type FenceFor } from './enqueue-batches';
import { KeyedEnqueues } from './keyed-enqueues';
import { PostgresClock } from './postgres-clock';

/** Of the deadline, what the answer has for its way back: a job that is in but said to be refused would run. */
const wayBack = 0.2;

/**
 * Has jobs accepted within a deadline, or refused for good: a statement that a frozen PostgreSQL finds when it wakes
 * sees by PostgreSQL's own clock that it is too late, and does nothing.
 */
export class Enqueuer {
  private readonly batches: EnqueueBatches;
  private readonly keyed: KeyedEnqueues;

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
    this.batches = new EnqueueBatches(table.inserts, fenceFor, learn);
    this.keyed = new KeyedEnqueues(table.keyed, fenceFor, learn);
  }

  async accept(job: NewJob, within?: EntityManager): Promise<Inserted> {
    if (within) return (await this.table.insert([job], within))[0] as Inserted;
    const entry = new Accepting<Inserted>(job, this.now() + this.deadlineMs, this.deadlineMs);
    (isKeyed(job) ? this.keyed : this.batches).add(entry);
    return entry.settled;
  }
}
