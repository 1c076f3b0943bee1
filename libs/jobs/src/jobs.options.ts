/** How the worker of one process goes about its work. */
export interface JobsOptions {
  /** A worker whose beat does not move for this long is given up for dead, and its jobs to others. */
  readonly leaseMs: number;
  readonly beatMs: number;
  /** How often it is looked for work that nobody told of. */
  readonly pollMs: number;
  /** At shutdown, running handlers may go on for this long. */
  readonly drainMs: number;
  /** A handler that was told to end has so long before its place counts as stuck. */
  readonly graceMs: number;
  /** Jobs claimed at once for one queue, at most. */
  readonly batch: number;
  /** Dead letters are kept for this long. */
  readonly keepDeadMs: number;
  /** A job is accepted within this, or refused for good. */
  readonly enqueueDeadlineMs: number;
  /** Health says of a queue whose first job has waited longer than this that it is behind. */
  readonly overdueMs: number;
  /** False: this process only enqueues. */
  readonly isWorking: boolean;
}

export const defaultJobsOptions: JobsOptions = {
  leaseMs: 10_000,
  beatMs: 2_000,
  pollMs: 5_000,
  drainMs: 5_000,
  graceMs: 1_000,
  batch: 100,
  keepDeadMs: 30 * 86_400_000,
  enqueueDeadlineMs: 1_000,
  overdueMs: 5 * 60_000,
  isWorking: true,
};
