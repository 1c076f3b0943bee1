import { classifyDatabaseError } from '@secureconnect/platform';
import { type Fence } from '../table/fence';
import { type JobInserts } from '../table/job-inserts';
import { type Inserted, type NewJob } from '../table/job-row';
import { type Accepting } from './accepting';
import { EnqueueDeadlineError } from './enqueue-deadline.error';

const mostJobs = 500;
const mostBatchLength = 1_048_576;
/** Of all that wait while PostgreSQL is slow. */
const mostWaitingLength = 33_554_432;

type Waiting = Accepting<Inserted>;

/** Up to when a statement may take effect for those who wait until `deadline`; undefined: it is too late to ask. */
export type FenceFor = (deadline: number) => Promise<Fence | undefined>;

/**
 * Brings jobs in together that come at the same moment or while a statement is under way; none waits longer for that.
 * One statement at a time, so that they are accepted in the order in which they came.
 */
export class EnqueueBatches {
  private waiting: Waiting[] = [];
  private waitingLength = 0;
  private isFlushing = false;

  constructor(
    private readonly inserts: JobInserts,
    private readonly fenceFor: FenceFor,
    private readonly learn: (postgresMs: number) => void,
  ) {}

  add(entry: Waiting): void {
    if (this.waitingLength > mostWaitingLength) return entry.refuse(new EnqueueDeadlineError());
    this.waiting.push(entry);
    this.waitingLength += lengthOf(entry.job);
    if (this.isFlushing) return;
    this.isFlushing = true;
    queueMicrotask(() => void this.flush());
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) await this.send(this.take());
    this.isFlushing = false;
  }

  /** The next batch, without those whose time is up. */
  private take(): Waiting[] {
    const batch: Waiting[] = [];
    let length = 0;
    let taken = 0;
    for (const entry of this.waiting) {
      const own = lengthOf(entry.job);
      if (batch.length === mostJobs || (batch.length > 0 && length + own > mostBatchLength)) break;
      taken += 1;
      this.waitingLength -= own;
      if (entry.isSettled) continue;
      batch.push(entry);
      length += own;
    }
    this.waiting.splice(0, taken);
    return batch;
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const isIn = await this.insert(batch);
      if (isIn) batch.forEach((entry) => entry.accept({ id: entry.job.id, isNew: true }));
    } catch (error) {
      // What is wrong with one of them is not the others' fault.
      if (batch.length > 1 && !classifyDatabaseError(error))
        for (const entry of batch) await this.send([entry]);
      else batch.forEach((entry) => entry.refuse(error));
    }
  }

  /** Asks again where PostgreSQL was late by its own clock: that may have jumped. False: all have been refused. */
  private async insert(batch: readonly Waiting[]): Promise<boolean> {
    const deadline = Math.min(...batch.map((entry) => entry.deadline));
    for (;;) {
      const fence = await this.fenceFor(deadline);
      if (!fence) {
        batch.forEach((entry) => entry.refuse(new EnqueueDeadlineError()));
        return false;
      }
      batch.forEach((entry) => (entry.isAsked = true));
      const { isIn, nowMs } = await this.inserts.insert(batch.map(({ job }) => job), fence); // prettier-ignore
      this.learn(nowMs);
      if (isIn) return true;
      batch.forEach((entry) => (entry.isAsked = false));
    }
  }
}

/** Of what takes room: the payload, and as much again for the rest. */
const lengthOf = ({ payload }: NewJob): number => payload.length + 256;
