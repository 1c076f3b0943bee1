/** How long what is said of presence holds, and how often it is said. */
export interface PresenceTimes {
  readonly leaseMs: number;
  /** Renewed after so long. */
  readonly keepMs: number;
  /** Somebody's changes are told at most once in it. */
  readonly tellEveryMs: number;
  /** Who goes is told of so much later: who reloads a page has not been away. */
  readonly settleMs: number;
}

/** What follows from the length of a lease. */
export const presenceTimesOf = (leaseMs: number): PresenceTimes => ({
  ...{ leaseMs, keepMs: Math.floor(leaseMs / 3), tellEveryMs: 1_000, settleMs: 1_000 },
});

/** The token of the times in force. */
export const PRESENCE_TIMES = Symbol('presence:times');
