import { type EntityManager } from 'typeorm';
import { type Fence } from './fence';
import { JobCancels } from './job-cancels';
import { JobClaims } from './job-claims';
import { type JobDatabase } from './job-database';
import { JobEndings, type LastAttempt, type LateAttempt } from './job-endings';
import { JobInserts } from './job-inserts';
import { JobKeyReusedError } from './job-key-reused.error';
import { JobLooks } from './job-looks';
import { type AttemptRef, type ClaimedJob, type Inserted, type NewJob } from './job-row';
import { KeyedInserts } from './keyed-inserts';

/** The jobs that have not ended: everything that is done with them is one statement or one transaction. */
export class JobTable {
  readonly inserts: JobInserts;
  readonly keyed: KeyedInserts;
  private readonly claims: JobClaims;
  private readonly endings: JobEndings;
  private readonly cancels: JobCancels;
  private readonly looks: JobLooks;

  constructor(database: JobDatabase) {
    this.inserts = new JobInserts(database);
    this.keyed = new KeyedInserts(database);
    this.claims = new JobClaims(database);
    this.endings = new JobEndings(database);
    this.cancels = new JobCancels(database);
    this.looks = new JobLooks(database);
  }

  /** Brings jobs in and tells who waits for work, with the caller's commit where it is within a transaction. */
  async insert(jobs: readonly NewJob[], within?: EntityManager, fence?: Fence): Promise<Inserted[]> {
    const plain = jobs.filter((job) => !isKeyed(job));
    if (plain.length > 0) await this.inserts.insert(plain, fence, within);
    const inserted: Inserted[] = [];
    for (const job of jobs)
      inserted.push(isKeyed(job) ? await this.insertKeyed(job, within, fence) : isNew(job));
    return inserted;
  }

  /** For one worker the next jobs of a queue, in their order; `overall`: as many as may run in all processes. */
  claim(name: string, limit: number, worker: string, overall?: number): Promise<ClaimedJob[]> {
    return this.claims.claim(name, limit, worker, overall);
  }

  /** Removes jobs that ended well; gives those that were still this attempt's. The next of their order keys are ready. */
  end(ended: readonly AttemptRef[], within?: EntityManager): Promise<AttemptRef[]> {
    return this.endings.end(ended, within);
  }

  /** Another attempt later; one whose end is wanted ends instead. */
  retry(late: readonly LateAttempt[]): Promise<void> {
    return this.endings.retry(late);
  }

  /** Moves jobs to the dead letters. */
  bury(dead: readonly LastAttempt[]): Promise<void> {
    return this.endings.bury(dead);
  }

  /** Ready again, as if this attempt had never been; one whose end is wanted ends instead. */
  giveBack(given: readonly AttemptRef[]): Promise<void> {
    return this.endings.giveBack(given);
  }

  progress(ref: AttemptRef, value: unknown): Promise<void> {
    return this.endings.progress(ref, value);
  }

  /** Jobs of this worker whose end is wanted. */
  cancelled(worker: string): Promise<string[]> {
    return this.cancels.cancelled(worker);
  }

  /** Makes ready what may be, at most `limit`; gives the queues that have work now. */
  promote(limit: number): Promise<string[]> {
    return this.looks.promote(limit);
  }

  /** How long until `promote` has something to do; undefined: nothing is foreseen. */
  nextDueMs(): Promise<number | undefined> {
    return this.looks.nextDueMs();
  }

  /** Queues with jobs that a worker may claim. */
  waitingNames(): Promise<string[]> {
    return this.looks.waitingNames();
  }

  private async insertKeyed(job: NewJob, within?: EntityManager, fence?: Fence): Promise<Inserted> {
    const { outcomes } = await this.keyed.insert([job], fence, within);
    const [outcome] = outcomes ?? [];
    if (typeof outcome === 'object') return outcome;
    throw new JobKeyReusedError(job.name);
  }
}

/** Whether another job may stand for it. */
export const isKeyed = ({ uniqueKey, idempotencyKey }: NewJob): boolean =>
  uniqueKey !== undefined || idempotencyKey !== undefined;

const isNew = ({ id }: NewJob): Inserted => ({ id, isNew: true });
