import { setImmediate as nextTurn } from 'node:timers/promises';
import { abortable } from './abortable';
import { type KeptBatch } from './kept-store';
import { type ReconcilableStore } from './reconcilable-store.port';
import { ReconcileFailedError } from './reconcile-failed.error';
import { type ReconcilerOptions } from './reconciler.options';
import { type RecoveryProgress } from './recovery-progress';
import { type RehydrateScope } from './rehydration';

/** Each round brings what arrived during the one before: far more than it takes unless they do not grow shorter. */
const maxRounds = 10;

/** The recovery of one store: its record first if it is needed, then what was kept, batch by batch. */
export class StoreRecovery {
  private readonly options: ReconcilerOptions;
  private readonly startedAt: number;
  private done = 0;

  constructor(
    private readonly store: ReconcilableStore,
    given: ReconcilerOptions,
    private readonly onProgress: (progress: RecoveryProgress) => void,
  ) {
    this.options = { ...given, ...store.pace };
    this.startedAt = given.now();
  }

  get reconciled(): number {
    return this.done;
  }

  /**
   * Ends when nothing waits any more, or when writes arrive as fast as they are brought: the rest comes once Redis
   * takes new ones itself. Whatever stops it, what was not acknowledged waits again.
   */
  async run(scope: RehydrateScope | undefined, signal: AbortSignal): Promise<void> {
    this.report();
    await this.rehydrate(scope, signal);
    const { pending } = this.store;
    for (let round = 0; round < maxRounds && pending.size > 0; round += 1)
      await this.drain(pending.size, signal);
    // Dropped while we drained: the record has it, Redis has not.
    await this.rehydrate(undefined, signal);
  }

  /** Brings so many of those that wait, the oldest first. */
  private async drain(count: number, signal: AbortSignal): Promise<void> {
    const { pending } = this.store;
    const { batchSize, batchBytes } = this.options;
    for (let left = count; left > 0;) {
      const batch = pending.drain(batchSize, batchBytes);
      if (batch === undefined) return;
      await this.bring(batch, signal);
      left -= Math.max(1, batch.entries.length);
      this.report();
      await nextTurn();
      signal.throwIfAborted();
    }
  }

  private async bring(batch: KeptBatch<unknown>, signal: AbortSignal): Promise<void> {
    const { pending } = this.store;
    const { entries } = batch;
    try {
      if (entries.length > 0) await this.retried(signal, () => this.store.mergeIntoRedis(entries, signal));
    } catch (error) {
      pending.giveBack(batch);
      throw error;
    }
    pending.acknowledge(batch);
    this.done += entries.length;
  }

  /** What was dropped may be of any age, so it takes the whole record. */
  private async rehydrate(asked: RehydrateScope | undefined, signal: AbortSignal): Promise<void> {
    const dropped = this.store.pending.takeDropped();
    const scope = dropped > 0 ? {} : asked;
    if (scope === undefined) return;
    try {
      await this.retried(signal, () => this.store.rehydrate(scope, signal));
    } catch (error) {
      this.store.pending.giveBackDropped(dropped);
      throw error;
    }
  }

  private async retried(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const { tries, sleep } = this.options;
    for (let tried = 1; ; tried += 1) {
      try {
        return await abortable(signal, work);
      } catch (error) {
        signal.throwIfAborted();
        if (tried >= tries) throw new ReconcileFailedError(this.store.name, tries, error);
      }
      await sleep(this.backoff(tried), signal);
    }
  }

  /** Full jitter: instances that failed together do not come again together. */
  private backoff(tried: number): number {
    const { backoffMs, maxBackoffMs, random } = this.options;
    return random() * Math.min(maxBackoffMs, backoffMs * 2 ** (tried - 1));
  }

  private report(): void {
    const { name, pending } = this.store;
    this.onProgress({
      store: name,
      done: this.done,
      total: this.done + pending.size,
      startedAt: this.startedAt,
    });
  }
}
