/** Until when, by PostgreSQL's own clock, a statement may still take effect, and how long its answer is waited for. */
export interface Fence {
  readonly untilMs: number;
  readonly answerWithinMs: number;
}
