import { type KeptBatch, type KeptEntry } from './kept-store';
import { type RehydrateScope } from './rehydration';

/** The writes a store kept; a KeptStore is one. */
export interface PendingWrites<S> {
  readonly size: number;
  /** True: a write may be dropped, as the record has it. */
  readonly isDurable?: boolean;
  drain(batchSize: number, batchBytes?: number): KeptBatch<S> | undefined;
  acknowledge(batch: KeptBatch<S>): void;
  giveBack(batch: KeptBatch<S>): void;
  takeDropped(): number;
  giveBackDropped(dropped: number): void;
}

/** How one store is recovered where it differs from the others. */
export interface RecoveryPace {
  readonly batchSize?: number;
  /** How often a batch is tried in all. */
  readonly tries?: number;
}

/** What recovery needs of a store. */
export abstract class ReconcilableStore<S = unknown> {
  abstract readonly name: string;
  abstract readonly pending: PendingWrites<S>;
  /** As all stores are unless said. */
  readonly pace?: RecoveryPace;

  /**
   * Merges each entry with what Redis holds of its key by the store's rule, in one atomic step a key, with the PX that
   * is left, and takes what Redis knew better into memory. May be repeated, also when it was applied but seemed lost.
   */
  abstract mergeIntoRedis(entries: readonly KeptEntry<S>[], signal: AbortSignal): Promise<void>;

  /** Merges the record, or its part that the scope names, into Redis, yielding to the event loop. May be repeated. */
  abstract rehydrate(scope: RehydrateScope, signal: AbortSignal): Promise<void>;
}
