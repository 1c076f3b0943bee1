import { Logger } from '@nestjs/common';
import {
  type KeptEntry,
  type PendingWrites,
  ReconcilableStore,
  type RehydrateScope,
} from '@secureconnect/resilience';
import { RecordSteps } from './record-steps';
import { type KeyedState, RedisMergedKeys, type RedisMergedKeysOptions } from './redis-merged-keys';
import { shortKey } from './short-key';

/** What recovery needs to know of one store. */
export interface RedisMergeStoreOptions<S> extends RedisMergedKeysOptions<S> {
  /** As in progress and metrics. */
  readonly name: string;
  /** Its kept writes; durable only beside a `record`. */
  readonly pending: PendingWrites<S>;
  /** Takes into memory what Redis knew better; what it throws is logged and stops nothing. */
  readonly absorb?: (key: string, state: S) => void;
  /**
   * All that the record holds, or what was written to it since a moment; without one there is nothing to bring back, so
   * the kept writes must not be durable.
   * The signal aborts when it is not wanted any more.
   */
  readonly record?: (since: number | undefined, signal: AbortSignal) => AsyncIterable<KeyedState<S>>;
  /** How long the record may take for each state that it gives; after that the try has failed. */
  readonly recordTimeoutMs?: number;
  /** So many of the record go in one round trip. */
  readonly batchSize?: number;
}

/** Long enough to be fast, short enough for an event loop shared with requests. */
const defaultBatchSize = 250;
const defaultRecordTimeoutMs = 5_000;

/** Recovery of a store whose states are merged by a rule, in memory as in Redis. */
export class RedisMergeStore<S> extends ReconcilableStore<S> {
  readonly name: string;
  readonly pending: PendingWrites<S>;
  /** Where its states are in Redis. */
  readonly keys: RedisMergedKeys<S>;
  private readonly logger = new Logger('Recovery');
  /** The run that was told of an `absorb` that threw; one run has one signal. */
  private told: AbortSignal | undefined;

  constructor(private readonly options: RedisMergeStoreOptions<S>) {
    super();
    if (options.pending.isDurable === true && options.record === undefined)
      throw new Error(
        `${options.name}: kept writes that are durable may be dropped, and there is no record to bring them back from: ` +
          'name the `record`, or keep them with `isDurable: false`',
      );
    this.name = options.name;
    this.pending = options.pending;
    this.keys = new RedisMergedKeys(options);
  }

  async mergeIntoRedis(entries: readonly KeptEntry<S>[], signal: AbortSignal): Promise<void> {
    await this.merge(entries, signal);
  }

  async rehydrate({ since }: RehydrateScope, signal: AbortSignal): Promise<void> {
    const { record, recordTimeoutMs = defaultRecordTimeoutMs } = this.options;
    if (record === undefined) return;
    const over = new AbortController();
    const told = AbortSignal.any([signal, over.signal]);
    const steps = new RecordSteps(record(since, told), recordTimeoutMs);
    try {
      await this.mergeSteps(steps, signal);
    } finally {
      over.abort();
      steps.end();
    }
  }

  private async mergeSteps(steps: RecordSteps<KeyedState<S>>, signal: AbortSignal): Promise<void> {
    const { batchSize = defaultBatchSize } = this.options;
    let batch: KeyedState<S>[] = [];
    for (let step = await steps.next(); !step.done; step = await steps.next()) {
      batch.push(step.value);
      if (batch.length < batchSize) continue;
      await this.merge(batch, signal);
      batch = [];
    }
    if (batch.length > 0) await this.merge(batch, signal);
  }

  private async merge(states: readonly KeyedState<S>[], signal: AbortSignal): Promise<void> {
    const better = await this.keys.merge(states, { signal });
    for (const { key, state } of better) this.absorb(key, state, signal);
  }

  /** Memory that takes no more must not keep Redis from being recovered. */
  private absorb(key: string, state: S, run: AbortSignal): void {
    try {
      this.options.absorb?.(key, state);
    } catch (error) {
      if (this.told === run) return;
      this.told = run;
      const named = shortKey(this.options.prefix, key);
      this.logger.warn(`${this.name}: what Redis knew of ${named} could not be absorbed: ${String(error)}`);
    }
  }
}
