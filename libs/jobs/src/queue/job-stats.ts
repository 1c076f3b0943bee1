import { type QueueStats } from '../table/job-reports';

/** All queues with jobs, as they were at `asOf`; not current: PostgreSQL is away, and this is what was last known. */
export interface JobStats {
  /** Undefined: nothing was ever known. */
  readonly asOf?: Date;
  readonly isCurrent: boolean;
  readonly queues: readonly QueueStats[];
}
