/** What came of requests from a number of connections, each sending its next when the last one was answered. */
export interface LoadReport {
  readonly requests: number;
  /** Without a 200. */
  readonly failed: number;
  readonly perSecond: number;
  /** CPU time of the server for each. */
  readonly cpuUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
}
