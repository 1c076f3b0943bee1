/** How long a statement may take, by whose clock, and who wants to know. */
export interface Fence {
  /** When it is too late to take effect, by PostgreSQL's own clock. */
  readonly untilMs?: number;
  /** How long its answer is waited for. */
  readonly answerWithinMs: number;
  /** How long it may wait for a key that an open transaction holds. */
  readonly lockWithinMs?: number;
  /** From now on PostgreSQL may carry it out. */
  readonly onAsked?: () => void;
}
