import { type EntityManager } from 'typeorm';

/** What a handler knows of the attempt it is, and what it may ask for. */
export interface RunningJob {
  readonly id: string;
  /** The same for every attempt: the idempotency key the job was enqueued with, or its id. */
  readonly key: string;
  /** Which run this is, from 1. */
  readonly attempt: number;
  readonly attempts: number;
  readonly enqueuedAt: Date;
  /** Aborted when the attempt is late, cancelled, no longer this worker's (it was given up for dead), or the process ends; its reason says which. */
  readonly signal: AbortSignal;
  /** Tells operators how far it is; written once a second at most, the last value wins. */
  progress(value: unknown): void;
  /** What the work changes in this database and the end of the job, in one transaction: both, or neither. */
  endIn<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
}
