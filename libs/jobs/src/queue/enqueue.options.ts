import { type EntityManager } from 'typeorm';

/** When a job runs, and what it has to do with others. */
export interface EnqueueOptions {
  readonly delayMs?: number;
  readonly runAt?: Date;
  /** Lower first, from -1,000 to 1,000; 0 unless said. */
  readonly priority?: number;
  /** While a job of the queue with this key has not ended, that one is meant. */
  readonly uniqueKey?: string;
  /** The same, for 24 hours, ended or not; with another payload it is refused. */
  readonly idempotencyKey?: string;
  /** Of jobs with one order key one runs at a time, in the order in which they were accepted. */
  readonly orderKey?: string;
  /** The manager of an open transaction: accepted if it is committed, and else never. */
  readonly within?: EntityManager;
}
