import { setTimeout as sleep } from 'node:timers/promises';

/** How recovery is paced. */
export interface ReconcilerOptions {
  readonly batchSize: number;
  /** A batch of large entries ends where its bytes reach this. */
  readonly batchBytes: number;
  /** How often a batch is tried in all. */
  readonly tries: number;
  /** The longest wait before the second try; doubles with each further one. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** Every instance starts after a random part of this, so that they do not come back all at once. */
  readonly maxStartDelayMs: number;
  /** Recent are writes of this time before the moment of which the data in Redis surely knows. */
  readonly replayWindowMs: number;
  /** How many stores are reconciled at a time. */
  readonly parallelStores: number;
  readonly now: () => number;
  readonly random: () => number;
  /** Waits, and rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Batches of 100 or 1 MiB, three tries, two stores at a time. */
export const defaultReconcilerOptions: ReconcilerOptions = {
  batchSize: 100,
  batchBytes: 1024 * 1024,
  tries: 3,
  backoffMs: 50,
  maxBackoffMs: 1_000,
  maxStartDelayMs: 100,
  replayWindowMs: 60_000,
  parallelStores: 2,
  now: Date.now,
  random: Math.random,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};
