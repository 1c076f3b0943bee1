import { type RedisForm } from '../system/storm-system';

/** A fault that will be made. */
export interface PlannedFault {
  readonly number: number;
  readonly name: string;
  readonly target: string;
  /** Milliseconds from the beginning of the storm; later, where what it takes is not well yet. */
  readonly atMs: number;
  readonly forMs: number;
}

/** All that decides a storm, as far as anything does: the same plan again is the same people, steps and faults. */
export interface StormPlan {
  readonly seed: number;
  readonly form: RedisForm;
  readonly people: number;
  /** Between two steps of one person, on the mean. */
  readonly pauseMs: number;
  readonly lastsMs: number;
  readonly faults: readonly PlannedFault[];
}
