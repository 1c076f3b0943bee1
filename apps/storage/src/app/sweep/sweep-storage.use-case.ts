import { Injectable } from '@nestjs/common';
import { DoomedBlobs } from './doomed-blobs';
import { ForgottenWork } from './forgotten-work';
import { LeftUploads } from './left-uploads';
import { LostBlobs } from './lost-blobs';
import { SweepRecord } from './sweep-record.adapter';
import { SweepTally } from './sweep-tally';

const endedKeptMs = 7 * 86_400_000;
const deletedKeptMs = 30 * 86_400_000;
const batch = 1_000;

/** Makes rows and blobs agree again after crashes, and takes away what nobody waits for. */
@Injectable()
export class SweepStorage {
  constructor(
    private readonly record: SweepRecord,
    private readonly uploads: LeftUploads,
    private readonly doomed: DoomedBlobs,
    private readonly work: ForgottenWork,
    private readonly lost: LostBlobs,
    private readonly tally: SweepTally,
  ) {}

  /** Each step is done whatever became of the others; throws what the first one that failed threw. */
  async execute(signal: AbortSignal): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.steps(signal)) {
      if (signal.aborted) break;
      await step().catch((error: unknown) => failures.push(error));
    }
    this.tally.ended(failures);
    if (failures.length > 0) throw failures[0];
  }

  private steps(signal: AbortSignal): (() => Promise<void>)[] {
    return [
      () => this.uploads.finish(signal),
      () => this.uploads.dropCut(signal),
      () => this.uploads.dropExpired(signal),
      () => this.doomed.remove(signal),
      () => this.work.ask(signal),
      () => this.lost.look(signal),
      () => this.all(signal, () => this.record.forget(endedKeptMs, batch)),
      () => this.all(signal, () => this.record.forgetFiles(deletedKeptMs, batch)),
    ];
  }

  /** Batch after batch: of one a sweep there might be more each minute than are forgotten. */
  private async all(signal: AbortSignal, forget: () => Promise<number>): Promise<void> {
    for (let found = batch; found === batch && !signal.aborted;) found = await forget();
  }
}
