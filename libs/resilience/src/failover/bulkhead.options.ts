/** How much may go on at once behind a bulkhead. */
export interface BulkheadOptions {
  /** Under way at once; less than the connections there are, so that others than fallbacks get one too. */
  readonly maxConcurrent: number;
  /** Waiting for their turn; whoever comes when all places are taken is refused at once. */
  readonly maxQueued: number;
  /** For the wait and the work together. */
  readonly deadlineMs: number;
}

/** Eight of a pool of ten. */
export const defaultBulkheadOptions: BulkheadOptions = {
  maxConcurrent: 8,
  maxQueued: 1_000,
  deadlineMs: 1_000,
};
