/** How much of a scenario is wanted. */
export interface Extent {
  /** At least so many, where the scenario counts operations. */
  readonly operations: number;
  /** Told of every step. */
  readonly progress: (done: number) => void;
}

/** What became of a scenario; what it cannot tell is left out. */
export interface Findings {
  readonly operations?: number;
  /** Their callers were told nothing. */
  readonly unsettled: number;
  readonly failed?: number;
  readonly appliedLate?: number;
  readonly appliedTwice?: number;
  readonly slowestMs?: number;
  /** The same without what our own event loop was late by. */
  readonly slowestOfRedisMs?: number;
  /** From Redis answering again to our first success; the middle of all rounds. */
  readonly normalAfterMs?: number;
  readonly note?: string;
  /** What must hold and did not. */
  readonly broken: readonly string[];
}

/** One way in which Redis fails, made on a real server. */
export interface Scenario {
  readonly name: string;
  /** What is done to Redis. */
  readonly did: string;
  /** What must hold. */
  readonly must: string;
  /** The spec that shows it in every test run, where this one takes too long for that. */
  readonly shortForm?: string;
  run(extent: Extent): Promise<Findings>;
}

/** The deadline of every operation of a scenario. */
export const deadlineMs = 100;

/** Far beyond the deadline: a busy machine may be slow, a hang is still a hang. */
export const patienceMs = 10_000;

/** The promises as a list of those that were broken. */
export function brokenOf(promises: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(promises).flatMap(([promise, holds]) => (holds ? [] : [promise]));
}

/** The middle of some moments, in whole milliseconds. */
export function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}
