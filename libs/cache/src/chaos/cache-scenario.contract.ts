/** How much of a scenario is wanted. */
export interface Extent {
  /** At least so many while Redis fails. */
  readonly operations: number;
  /** How long a channel is cut. */
  readonly cutSeconds: number;
  readonly progress: (text: string) => void;
}

/** What became of a scenario; what it cannot tell is left out. */
export interface Findings {
  readonly operations: number;
  /** Their callers were told nothing. */
  readonly unsettled: number;
  /** Their callers were told of a failure, though there is a fallback. */
  readonly failed: number;
  readonly slowestMs: number;
  readonly note: string;
  /** What must hold and did not. */
  readonly broken: readonly string[];
}

/** One way in which what a cache stands on fails, made on real servers. */
export interface CacheScenario {
  readonly name: string;
  readonly did: string;
  readonly must: string;
  run(extent: Extent): Promise<Findings>;
}

/** The promises as a list of those that were broken. */
export function brokenOf(promises: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(promises).flatMap(([promise, holds]) => (holds ? [] : [promise]));
}
