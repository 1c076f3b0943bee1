import { Injectable } from '@nestjs/common';
import { defineJob, Job, type RunningJob } from '@secureconnect/jobs';
import { SweepStorage } from './sweep-storage.use-case';

/** There is nothing to say. */
class Nothing {}

/** Makes rows and blobs agree, once a minute in all instances together. */
export const sweepStorage = defineJob({
  name: 'sweep-storage',
  payload: Nothing,
  attempts: 3,
  // It may have to read large files once more, to know that they are what was promised.
  deadlineMs: 600_000,
  concurrency: 1,
  repeat: { everyMs: 60_000 },
});

/** Its handler. */
@Injectable()
export class StorageSweeper {
  constructor(private readonly sweep: SweepStorage) {}

  @Job(sweepStorage)
  async run(_nothing: Nothing, { signal }: RunningJob): Promise<void> {
    await this.sweep.execute(signal);
  }
}
