import { type InsertAnswer } from '../table/insert-answer';
import { type Fence } from '../table/fence';
import { JobKeyReusedError } from '../table/job-key-reused.error';
import { type NewJob } from '../table/job-row';
import { type Accepting } from './accepting';
import { EnqueueDeadlineError } from './enqueue-deadline.error';

const heldState = '55P03';

/** Up to when a statement may take effect for those who wait until `deadline`; undefined: it is too late to ask. */
export type FenceFor = (deadline: number) => Promise<Fence | undefined>;

/** What brings some jobs in, in one statement. */
export interface Inserts {
  insert(jobs: readonly NewJob[], fence?: Fence): Promise<InsertAnswer>;
}

/** Brings a batch in with one statement. */
export class BatchInsert {
  constructor(
    private readonly insertsOf: (jobs: readonly NewJob[]) => Inserts,
    private readonly fenceFor: FenceFor,
    private readonly learn: (postgresMs: number) => void,
  ) {}

  /** Says to each what became of it, or throws, and then none of them is in; waits `lockWithinMs` for keys that are held. */
  async settle(batch: readonly Accepting[], lockWithinMs: number): Promise<void> {
    const outcomes = await this.ask(batch, lockWithinMs);
    if (outcomes) return batch.forEach((entry, at) => settle(entry, outcomes[at]));
    const first = Math.min(...batch.map(({ deadline }) => deadline));
    for (const entry of batch) if (entry.deadline === first) entry.refuse(new EnqueueDeadlineError());
    const others = batch.filter(({ deadline }) => deadline > first);
    if (others.length > 0) await this.settle(others, lockWithinMs);
  }

  /**
   * Asks again where PostgreSQL was late by its own clock: that may have jumped. Undefined: it is too late for those
   * whose deadline is the first.
   */
  private async ask(batch: readonly Accepting[], lockWithinMs: number): Promise<InsertAnswer['outcomes']> {
    const deadline = Math.min(...batch.map((entry) => entry.deadline));
    const jobs = batch.map(({ job }) => job);
    const mark = (isAsked: boolean) => batch.forEach((entry) => (entry.isAsked = isAsked));
    for (;;) {
      mark(false);
      const fence = await this.fenceFor(deadline);
      if (!fence) return undefined;
      const onAsked = (): void => mark(true);
      const { outcomes, nowMs } = await this.insertsOf(jobs)
        .insert(jobs, { ...fence, lockWithinMs, onAsked })
        .catch((error) => {
          if (isHeld(error)) mark(false);
          throw error;
        });
      this.learn(nowMs);
      if (outcomes) return outcomes;
    }
  }
}

/** Whether an open transaction holds a key of one of those that were to be brought in. */
export const isHeld = (error: unknown): boolean =>
  (error as { driverError?: { code?: unknown } } | undefined)?.driverError?.code === heldState;

function settle(entry: Accepting, outcome?: NonNullable<InsertAnswer['outcomes']>[number]): void {
  if (outcome === undefined) entry.refuse(new EnqueueDeadlineError());
  else if (outcome === 'differs') entry.refuse(new JobKeyReusedError(entry.job.name));
  else entry.accept(outcome);
}
