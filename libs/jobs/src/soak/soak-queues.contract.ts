import { IsInt } from 'class-validator';
import { defineJob } from '../definition/define-job';

export class Work {
  @IsInt()
  number: number;

  /** How long its handler takes. */
  @IsInt()
  takesMs: number;
}

const shared = {
  payload: Work,
  // A worker that is killed takes an attempt of all its jobs with it, and here workers are killed all the time.
  attempts: 100,
  backoff: { firstMs: 50, mostMs: 500 },
  deadlineMs: 5_000,
  concurrency: 8,
};

/** Its effect is kept apart from its end, so it is made unique by the key of the job. */
export const effect = defineJob({ ...shared, name: 'soak-effect' });
/** Its effect and its end are one. */
export const inEnd = defineJob({ ...shared, name: 'soak-in-end' });
export const ordered = defineJob({ ...shared, name: 'soak-ordered' });
/** Enqueued in the transaction of a change. */
export const change = defineJob({ ...shared, name: 'soak-change' });
export const once = defineJob({ ...shared, name: 'soak-once', attempts: 1, delivery: 'at-most-once' });

/** The queues of the soak, by name. */
export const soakQueues = { effect, inEnd, ordered, change, once } as const;
export type SoakQueue = keyof typeof soakQueues;
