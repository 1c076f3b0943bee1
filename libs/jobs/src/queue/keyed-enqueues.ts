import { JobKeyReusedError } from '../table/job-key-reused.error';
import { type Inserted } from '../table/job-row';
import { type KeyedInserts } from '../table/keyed-inserts';
import { type Accepting } from './accepting';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { type FenceFor } from './enqueue-batches';

/** Brings in jobs that others may stand for, each in a statement of its own. */
export class KeyedEnqueues {
  constructor(
    private readonly inserts: KeyedInserts,
    private readonly fenceFor: FenceFor,
    private readonly learn: (postgresMs: number) => void,
  ) {}

  add(entry: Accepting<Inserted>): void {
    this.insert(entry).then(
      (inserted) => entry.accept(inserted),
      (error) => entry.refuse(error),
    );
  }

  private async insert(entry: Accepting<Inserted>): Promise<Inserted> {
    const { job, deadline } = entry;
    for (;;) {
      const fence = await this.fenceFor(deadline);
      if (!fence) throw new EnqueueDeadlineError();
      entry.isAsked = true;
      const { outcome, nowMs } = await this.inserts.insert(job, fence);
      this.learn(nowMs);
      entry.isAsked = false;
      if (outcome === 'differs') throw new JobKeyReusedError(job.name);
      if (outcome !== 'late') return outcome;
    }
  }
}
