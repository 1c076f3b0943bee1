import { type Type } from '@nestjs/common';
import { type BackOff } from './back-off';
import { type Repeat } from './repeat';

/** How often a job may be run: until it succeeds, or never a second time. */
export type Delivery = 'at-least-once' | 'at-most-once';

/** What all jobs of one queue share, complete; made with `defineJob`. */
export interface JobDefinition<P extends object = object> {
  /** Names the queue, in the table, in metrics and to operators. */
  readonly name: string;
  /** Its class-validator decorators say what a payload may hold. */
  readonly payload: Type<P>;
  readonly delivery: Delivery;
  /** Runs of the handler before the job is a dead letter. */
  readonly attempts: number;
  readonly backoff: BackOff;
  /** How long one attempt may take. */
  readonly deadlineMs: number;
  /** Handlers of this queue that run at once in one instance. */
  readonly concurrency: number;
  /** The same, counted over all instances. */
  readonly overall?: number;
  readonly maxPayloadBytes: number;
  /** With it the queue feeds itself: one job a period, however many instances there are. */
  readonly repeat?: Repeat;
  readonly repeatPayload?: P;
}

/** What is to be said of a queue; the rest has defaults. */
export type JobOptions<P extends object> = Pick<JobDefinition<P>, 'name' | 'payload'> &
  Partial<Omit<JobDefinition<P>, 'name' | 'payload' | 'backoff'>> & { readonly backoff?: Partial<BackOff> };
