/** What one process measured of one subject. */
export interface JobsReport {
  /** Accepted a second by so many callers who each await theirs. */
  readonly enqueued: Readonly<Record<'1' | '10' | '100', number>>;
  /** Enqueued by a hundred callers and run, a second. */
  readonly endToEnd: number;
  /** From the call of enqueue to the call of the handler, one job every 10 ms. */
  readonly waitsMs: readonly number[];
}

/** What one process lived through, whose calls came every 20 ms; pending: asked more than 1.1 s before the end. */
export interface EnqueueOutageReport {
  readonly slowestMs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly pending: number;
}
