import { type Page } from '@secureconnect/contracts';
import { type JobDefinition } from '../definition/job-definition';
import { type DeadLetter } from '../table/dead-table';
import { type CancelOutcome } from '../table/job-cancels';
import { type JobReport } from '../table/job-reports';
import { type Inserted } from '../table/job-row';
import { type EnqueueOptions } from './enqueue.options';
import { type JobStats } from './job-stats';

/** Which part of a list; `cursor`: where the part before it stopped. */
export interface DeadPage {
  readonly cursor?: string;
  readonly limit: number;
}

/** Asks for background work, and says what became of it; while PostgreSQL does not answer, a JobsUnavailableError. */
export abstract class Jobs {
  /**
   * Accepts a job: once this resolves it is committed (with `within`: it is part of that transaction), and runs. Where
   * it rejects, in time whatever PostgreSQL does, the job never runs; only after an EnqueueUnansweredError may it.
   */
  abstract enqueue<P extends object>(
    definition: JobDefinition<P>,
    payload: P,
    options?: EnqueueOptions,
  ): Promise<Inserted>;
  /** A waiting job never runs; a running one is told to end; of one that has ended nothing is known. */
  abstract cancel(id: string): Promise<CancelOutcome>;
  /** Undefined: there is no such job, or it ended well. */
  abstract find(id: string): Promise<JobReport | undefined>;
  /** Answers in every mode. */
  abstract getStats(): Promise<JobStats>;
  /** The dead letters of one queue or of all, the latest first. */
  abstract dead(name: string | undefined, page: DeadPage): Promise<Page<DeadLetter>>;
  /** Makes a dead letter a job again; false: there is none, or a living job has its unique key. */
  abstract replay(id: string): Promise<boolean>;
  /** The same for all of a queue; gives how many. */
  abstract replayAll(name: string): Promise<number>;
  /** Removes a dead letter. */
  abstract discard(id: string): Promise<boolean>;
}
